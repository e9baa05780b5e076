package io.beitstream.infra.demo;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.model.InferenceOptions;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoITCase {
    private static final Pattern CODES = Pattern.compile("data-codes=\"([^\"]+)\"");
    private static final Pattern CARD = Pattern.compile("id=\"c(\\d+)\" data-hits=\"(\\d+)\"");

    @TempDir private Path directory;

    @Test
    void everyPictureComesOutOnceAndThePageShowsIt() throws Exception {
        Path images = Files.createDirectory(directory.resolve("images"));
        List<SampleImages.Sample> samples = SampleImages.create().subList(0, 24);
        for (SampleImages.Sample sample : samples) {
            Files.write(images.resolve(sample.id()), sample.bytes());
        }
        Files.writeString(images.resolve("broken.jpg"), "<b>words</b>");
        String hostile = "<img src=x onerror=alert(1)>\"'&{{rows}}.jpg";
        Files.write(images.resolve(hostile), samples.get(0).bytes());
        Path report = directory.resolve("page/report.html");
        StringWriter said = new StringWriter();
        DemoOptions options = DemoOptions.of(images, InferenceOptions.CPU_FP32, 8, report);

        DemoResult result;
        try (Demo demo =
                Demo.start(options, new DemoProgress(new PrintWriter(said, true), false))) {
            result = demo.run();
            try (DemoSearch search = demo.search(0)) {
                everyPictureCanBeFound(search.address());
            }
        }

        assertThat(result.images()).isEqualTo(26);
        assertThat(result.tokens()).isEqualTo(25);
        assertThat(result.embeddings()).isEqualTo(25);
        assertThat(result.deadLetters()).isEqualTo(1);
        assertThat(result.imagesPerSecond()).isPositive();
        assertThat(said.toString())
                .contains("trained on 20,000 pictures", "image-unsupported-format", "tokenize");
        String page = Files.readString(report);
        assertThat(page)
                .contains("sunset-00.jpg", "broken.jpg", "&lt;img src=x onerror=alert(1)&gt;")
                .doesNotContain("<img src=x");
        assertThat(page.split("<article class=\"picture\">", -1)).hasSize(26);
        assertThat(page.split("class=\"rebuilt\"", -1)).hasSize(26);
        everyCodeOfAMapHasACard(page);
    }

    private static void everyCodeOfAMapHasACard(String page) {
        Map<String, Long> onMaps =
                CODES.matcher(page)
                        .results()
                        .flatMap(map -> Stream.of(map.group(1).split(" ")))
                        .collect(groupingBy(code -> code, counting()));
        Map<String, Long> onCards =
                CARD.matcher(page)
                        .results()
                        .collect(toMap(card -> card.group(1), card -> Long.valueOf(card.group(2))));
        assertThat(onCards).isEqualTo(onMaps).hasSizeGreaterThan(50);
    }

    /** The search page's index fills while it is looked at. */
    private static void everyPictureCanBeFound(URI page) throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest events = HttpRequest.newBuilder(page.resolve("/api/events")).build();
        try (Stream<String> news = http.send(events, BodyHandlers.ofLines()).body()) {
            assertThat(news.anyMatch(line -> line.contains("\"images\":25,\"withTokens\":25")))
                    .isTrue();
        }
        HttpRequest like =
                HttpRequest.newBuilder(page.resolve("/api/search?like=sunset-00.jpg&k=30")).build();
        String found = http.send(like, BodyHandlers.ofString()).body();
        assertThat(found.split("\"similarity\"", -1)).hasSize(25);
        HttpRequest thumbnail =
                HttpRequest.newBuilder(page.resolve("/api/images/sunset-00.jpg/thumbnail")).build();
        byte[] jpeg = http.send(thumbnail, BodyHandlers.ofByteArray()).body();
        assertThat(jpeg).startsWith(0xFF, 0xD8);
        HttpRequest picture =
                HttpRequest.newBuilder(page.resolve("/api/search?k=1"))
                        .header("Content-Type", "image/jpeg")
                        .POST(BodyPublishers.ofByteArray(SampleImages.create().get(1).bytes()))
                        .build();
        assertThat(http.send(picture, BodyHandlers.ofString()).body()).contains("forest-00.jpg");
    }

    @Test
    void thePaintedPicturesAreTheSameOnEveryRun() {
        List<SampleImages.Sample> first = SampleImages.create();
        List<SampleImages.Sample> second = SampleImages.create();

        assertThat(first).hasSize(96);
        assertThat(first.stream().map(SampleImages.Sample::id).distinct()).hasSize(96);
        assertThat(first.stream().map(SampleImages.Sample::contentType).distinct()).hasSize(2);
        for (int i = 0; i < first.size(); i++) {
            assertThat(first.get(i).bytes()).isEqualTo(second.get(i).bytes());
        }
    }
}
