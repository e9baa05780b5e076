package io.beitstream.infra.demo;

import io.beitstream.infra.atlas.AtlasCards;
import io.beitstream.infra.page.Html;
import io.beitstream.schemas.DeadLetter;
import io.beitstream.schemas.TokenSequence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The page that the demo leaves behind: what came out in figures, the pictures, and the codes in
 * use.
 *
 * @param published number of pictures that went in
 * @param codes null where no picture came out
 * @param rate pictures per second
 */
record DemoReport(
        int published,
        ResultCollector results,
        boolean shipped,
        List<StageSummary> stages,
        double rate,
        DemoGallery gallery,
        @Nullable AtlasCards codes) {
    private static final String REBUILT = ", the picture that a decoder makes of these codes alone";

    private static final String ATLAS =
            """
            <h2 id="codes">What the codes stand for</h2>
            <p class="lead">%s, the most frequent first: patches of these pictures that fall on each, its share of
            all patches, and the codes whose vectors are nearest. <code>./beitstream atlas</code> makes such a page of more
            images.</p>
            <div class="cards small">
            """;

    void write(Path file) throws IOException {
        String page =
                Html.template(DemoReport.class, "report.html")
                        .replace("{{note}}", note())
                        .replace("{{rebuilt}}", gallery.rebuilt().isEmpty() ? "" : REBUILT)
                        .replace("{{tiles}}", tiles())
                        .replace("{{stages}}", stageRows())
                        .replace("{{style}}", style())
                        .replace("{{atlas}}", atlas())
                        .replace("{{cards}}", gallery.html())
                        .replace("{{deadLetters}}", deadLetters());
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.writeString(file, page);
    }

    private String style() throws IOException {
        return gallery.style() + (codes == null ? "" : codes.style());
    }

    private String atlas() {
        return codes == null ? "" : ATLAS.formatted(inUse(codes)) + codes.html() + "</div>";
    }

    private static String inUse(AtlasCards codes) {
        return codes.count() == codes.used()
                ? codes.used() + " codes are in use"
                : "The %s most frequent of %s codes in use".formatted(codes.count(), codes.used());
    }

    private String note() {
        return shipped
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
        return tile("images", Integer.toString(published))
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
