package io.beitstream.infra.demo;

import io.beitstream.infra.page.Html;
import io.beitstream.infra.search.pictures.BufferedPixels;
import io.beitstream.model.image.ImageDecoder;
import io.beitstream.model.image.ImageException;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.image.ResampleFilter;
import io.beitstream.model.image.RgbImage;
import io.beitstream.schemas.DeadLetter;
import io.beitstream.schemas.ImageEmbedding;
import io.beitstream.schemas.TokenSequence;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import javax.imageio.ImageIO;

/**
 * The page that the demo leaves behind: each picture with its codes as colours and its nearest
 * neighbours.
 */
final class DemoReport {
    private static final int NEIGHBOURS = 5;
    private static final int THUMBNAIL = 112;

    private final List<DemoImage> images;
    private final ResultCollector results;
    private final DemoModels models;
    private final List<StageSummary> stages;
    private final double rate;

    DemoReport(
            List<DemoImage> images,
            ResultCollector results,
            DemoModels models,
            List<StageSummary> stages,
            double rate) {
        this.images = images;
        this.results = results;
        this.models = models;
        this.stages = stages;
        this.rate = rate;
    }

    void write(Path file) throws IOException {
        List<DemoImage> shown = new ArrayList<>();
        List<ImageEmbedding> embeddings = new ArrayList<>();
        for (DemoImage image : images) {
            ImageEmbedding embedding = results.embeddings().get(image.id());
            if (embedding != null) {
                shown.add(image);
                embeddings.add(embedding);
            }
        }
        String page =
                Html.template(DemoReport.class, "report.html")
                        .replace("{{note}}", note())
                        .replace("{{tiles}}", tiles())
                        .replace("{{stages}}", stageRows())
                        .replace("{{thumbnails}}", thumbnails(shown))
                        .replace("{{cards}}", cards(shown, embeddings))
                        .replace("{{deadLetters}}", deadLetters());
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.writeString(file, page);
    }

    private String note() {
        return models.shipped()
                ? "<p class=\"note\">The networks are the small ones that ship with the project, trained on 20,000 pictures of"
                        + " 32 x 32 pixels: codes follow colours and edges, neighbours look alike.</p>"
                : "";
    }

    private String tiles() {
        TreeSet<Integer> used = new TreeSet<>();
        int codebook = 0;
        for (TokenSequence sequence : results.tokens().values()) {
            used.addAll(sequence.getCodes());
            codebook = sequence.getCodebookSize();
        }
        return tile("images", Integer.toString(images.size()))
                + tile("token sequences", Integer.toString(results.tokens().size()))
                + tile("embeddings", Integer.toString(results.embeddings().size()))
                + tile("dead letters", Integer.toString(results.deadLetters().size()))
                + tile("images/s", "%.1f".formatted(rate))
                + tile("codes in use", used.size() + " of " + codebook);
    }

    private static String tile(String label, String value) {
        return "<div class=\"tile\"><b>%s</b><span>%s</span></div>".formatted(value, label);
    }

    private String stageRows() {
        StringBuilder rows = new StringBuilder();
        for (StageSummary stage : stages) {
            rows.append(
                    String.format(
                            Locale.ROOT,
                            "<tr><td>%s</td><td>%d</td><td>%d</td><td>%.1f</td><td>%s</td><td>%s</td></tr>",
                            stage.stage(),
                            stage.in(),
                            stage.failed(),
                            stage.millis(),
                            stage.batchSize() > 0 ? "%.1f".formatted(stage.batchSize()) : "",
                            stage.batchSize() > 0
                                    ? "%.1f".formatted(stage.inferenceMillis())
                                    : ""));
        }
        return rows.toString();
    }

    private static String thumbnails(List<DemoImage> shown) throws IOException {
        StringBuilder styles = new StringBuilder();
        for (int i = 0; i < shown.size(); i++) {
            styles.append(".t%d{background-image:url(data:image/jpeg;base64,".formatted(i))
                    .append(Base64.getEncoder().encodeToString(thumbnail(shown.get(i))))
                    .append(")}\n");
        }
        return styles.toString();
    }

    private static byte[] thumbnail(DemoImage image) throws IOException {
        try {
            RgbImage decoded = ImageDecoder.withDefaults().decode(image.read());
            Preprocessing square = new Preprocessing(THUMBNAIL, THUMBNAIL, ResampleFilter.BICUBIC);
            return encode(BufferedPixels.of(square.apply(decoded)), "jpeg");
        } catch (ImageException e) {
            throw new IllegalStateException(
                    image.id() + " was decoded by the job, and is not now", e);
        }
    }

    private static byte[] encode(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, format, out);
        return out.toByteArray();
    }

    private String cards(List<DemoImage> shown, List<ImageEmbedding> embeddings)
            throws IOException {
        Neighbours neighbours =
                new Neighbours(embeddings.stream().map(ImageEmbedding::getVector).toList());
        StringBuilder cards = new StringBuilder();
        for (int i = 0; i < shown.size(); i++) {
            cards.append("<article><div class=\"t t").append(i).append("\"></div>");
            TokenSequence sequence = results.tokens().get(shown.get(i).id());
            if (sequence != null) {
                cards.append(codeMap(sequence));
            }
            cards.append("<div class=\"near\">");
            for (Neighbours.Neighbour near : neighbours.of(i, NEIGHBOURS)) {
                cards.append(
                        "<div class=\"t n t%d\" title=\"%s\"><span>%s</span></div>"
                                .formatted(
                                        near.index(),
                                        Html.escape(shown.get(near.index()).id()),
                                        String.format(Locale.ROOT, "%.2f", near.similarity())));
            }
            cards.append("</div><p>")
                    .append(Html.escape(shown.get(i).id()))
                    .append("</p></article>\n");
        }
        return cards.toString();
    }

    private static String codeMap(TokenSequence sequence) throws IOException {
        BufferedImage map =
                CodeMap.paint(
                        sequence.getCodes(), sequence.getGridHeight(), sequence.getGridWidth());
        long distinct = sequence.getCodes().stream().distinct().count();
        return "<img class=\"codes\" alt=\"codes\" title=\"%d different codes\" src=\"data:image/png;base64,%s\">"
                .formatted(distinct, Base64.getEncoder().encodeToString(encode(map, "png")));
    }

    private String deadLetters() {
        if (results.deadLetters().isEmpty()) {
            return "<p>None.</p>";
        }
        StringBuilder table =
                new StringBuilder(
                        "<table><tr><th>image</th><th>stage</th><th>error</th><th>message</th></tr>");
        for (DeadLetter letter : results.deadLetters().values()) {
            table.append(
                    "<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>"
                            .formatted(
                                    Html.escape(String.valueOf(letter.getImageId())),
                                    letter.getStage(),
                                    Html.escape(letter.getErrorClass()),
                                    Html.escape(letter.getMessage())));
        }
        return table.append("</table>").toString();
    }
}
