package io.beitstream.infra.search.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.beitstream.infra.demo.SampleImages;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SearchApiTest {
    private static final String STRANGE = "a/../b c?d=1&é%2F猫#;+.png";
    private static Gallery gallery;
    private static Client client;

    @BeforeAll
    static void start() throws Exception {
        gallery = Gallery.withWords();
        gallery.addPainted(0, 40);
        gallery.add(STRANGE, painted(3).bytes(), Map.of("shows", "strange & 猫"));
        client = new Client(gallery.server.address());
    }

    @AfterAll
    static void stop() {
        gallery.close();
    }

    private static SampleImages.Sample painted(int index) {
        return Gallery.painted().get(index);
    }

    @Test
    void aPictureFindsItselfFirst() throws Exception {
        SampleImages.Sample sunset = painted(0);

        JsonNode found =
                client.json(client.post("/api/search?k=5", sunset.bytes(), sunset.contentType()));

        assertThat(found.path("by").asText()).isEqualTo("picture");
        assertThat(Client.ids(found)).hasSize(5).startsWith(sunset.id());
        JsonNode first = found.path("images").path(0);
        assertThat(first.path("similarity").asDouble()).isGreaterThan(0.999);
        assertThat(first.path("attributes").path("shows").asText()).isEqualTo("sunset");
        assertThat(first.has("tokens")).isFalse();
    }

    @Test
    void attributesNarrowWhatIsFound() throws Exception {
        SampleImages.Sample sunset = painted(0);

        JsonNode found =
                client.json(
                        client.post(
                                "/api/search?k=50&attr.shows=ocean&attr.format=png",
                                sunset.bytes(),
                                sunset.contentType()));

        assertThat(Client.ids(found)).containsExactly("ocean-02.png");
    }

    @Test
    void aVectorOfTheIndexFindsItsImageAndComesWithItIfAskedFor() throws Exception {
        JsonNode first = client.get("/api/search?text=red&k=1&vectors=true").path("images").path(0);
        assertThat(first.path("vector").size()).isEqualTo(ColorEncoder.DIMENSION);

        byte[] body = ("{\"vector\": " + first.path("vector") + "}").getBytes(UTF_8);
        JsonNode found = client.json(client.post("/api/search?k=2", body, "application/json"));

        assertThat(found.path("by").asText()).isEqualTo("vector");
        assertThat(Client.ids(found)).hasSize(2).startsWith(first.path("id").asText());
        assertThat(found.path("images").path(0).has("vector")).isFalse();
    }

    @Test
    void whatIsNoVectorOfTheIndexIsRefused() throws Exception {
        for (String wrong : List.of("[1]", "{}", "{\"vector\": \"no\"}", "", "null")) {
            client.refusal(
                    client.post("/api/search", wrong.getBytes(UTF_8), "application/json"), 400);
        }
        byte[] other = "{\"vector\": [1]}".getBytes(UTF_8);
        client.refusal(client.post("/api/search", other, "application/json"), 422);
        client.refusal(client.to("/api/search?text=red&vectors=perhaps"), 400);
    }

    @Test
    void wordsFindWhatTheyName() throws Exception {
        JsonNode found = client.get("/api/search?text=very+blue%21&k=3");

        assertThat(found.path("by").asText()).isEqualTo("words");
        assertThat(Client.ids(found)).hasSize(3);
    }

    @Test
    void anImageFindsOthersLikeIt() throws Exception {
        List<String> found = Client.ids(client.get("/api/search?like=city-00.jpg&k=4"));

        assertThat(found).hasSize(4).startsWith(STRANGE).doesNotContain("city-00.jpg");
    }

    @Test
    void anyIdCanBeNamed() throws Exception {
        String path = "/api/images/" + Client.encoded(STRANGE);

        JsonNode image = client.get(path);
        List<String> duplicates = Client.ids(client.get(path + "/duplicates"));
        HttpResponse<byte[]> thumbnail = client.send(client.to(path + "/thumbnail?size=32"));

        assertThat(image.path("id").asText()).isEqualTo(STRANGE);
        assertThat(image.path("tokens").path("codes").size()).isEqualTo(14 * 14);
        assertThat(duplicates).containsExactly("city-00.jpg");
        assertThat(thumbnail.statusCode()).isEqualTo(200);
        assertThat(Client.ids(client.get("/api/search?like=" + Client.encoded(STRANGE) + "&k=1")))
                .containsExactly("city-00.jpg");
        assertThat(
                        Client.ids(
                                client.get(
                                        "/api/search?text=red&attr.shows="
                                                + Client.encoded("strange & 猫"))))
                .containsExactly(STRANGE);
    }

    @Test
    void theNewestComeNewestFirst() throws Exception {
        assertThat(Client.ids(client.get("/api/newest?count=2")))
                .containsExactly(STRANGE, painted(39).id());
        assertThat(Client.ids(client.get("/api/newest"))).hasSize(24);
    }

    @Test
    void statusSaysHowManyImagesAndHowLongSearchesTake() throws Exception {
        client.get("/api/search?like=city-00.jpg");

        JsonNode status = client.get("/api/status");

        assertThat(status.path("index").path("images").asInt()).isEqualTo(41);
        assertThat(status.path("queries").path("count").asInt()).isPositive();
        assertThat(status.path("queries").path("p99Millis").asDouble()).isPositive();
        assertThat(status.path("words").path("available").asBoolean()).isTrue();
        assertThat(status.path("seen").path("share").asDouble()).isEqualTo(56 / 64.0);
    }

    @Test
    void aThumbnailThatIsKnownIsNotSentAgain() throws Exception {
        String path = "/api/images/sunset-00.jpg/thumbnail";
        HttpResponse<byte[]> first = client.send(client.to(path));
        String tag = first.headers().firstValue("etag").orElseThrow();

        HttpResponse<byte[]> second = client.send(client.to(path).header("If-None-Match", tag));

        assertThat(first.headers().firstValue("content-type")).contains("image/jpeg");
        assertThat(second.statusCode()).isEqualTo(304);
        assertThat(second.body()).isEmpty();
    }

    @Test
    void aLostPictureHasNoThumbnail() throws Exception {
        gallery.losePicture("stars-00.jpg");

        assertThat(client.refusal(client.to("/api/images/stars-00.jpg/thumbnail"), 404))
                .isEqualTo("There is no picture of this image.");
    }

    @Test
    void thePageKeepsToItself() throws Exception {
        HttpResponse<byte[]> page = client.send(client.to("/"));

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(page.headers().firstValue("x-content-type-options")).contains("nosniff");
        assertThat(page.headers().map()).doesNotContainKey("access-control-allow-origin");
        assertThat(new String(page.body(), java.nio.charset.StandardCharsets.UTF_8))
                .doesNotContain("http://", "https://", "<style", "onclick");
    }

    @Test
    void withoutWordsTheServerSaysWhy() throws Exception {
        Towers pictures = new Towers(new ColorEncoder(), null);
        try (Gallery other = new Gallery(pictures, SearchServerOptions.DEFAULTS)) {
            Client asking = new Client(other.server.address());

            JsonNode words = asking.get("/api/status").path("words");

            assertThat(words.path("available").asBoolean()).isFalse();
            assertThat(words.path("reason").asText()).contains("reads pictures only");
            assertThat(asking.refusal(asking.to("/api/search?text=red"), 409))
                    .isEqualTo(words.path("reason").asText());
        }
    }

    @Test
    void withoutAnEncoderOnlyImagesOfTheIndexCanBeAskedWith() throws Exception {
        Towers none = new Towers(null, null);
        try (Gallery other = new Gallery(none, SearchServerOptions.DEFAULTS)) {
            other.addPainted(0, 3);
            Client asking = new Client(other.server.address());
            byte[] picture = painted(0).bytes();

            asking.refusal(asking.post("/api/search", picture, "image/jpeg"), 409);

            assertThat(Client.ids(asking.get("/api/search?like=sunset-00.jpg"))).hasSize(2);
        }
    }
}
