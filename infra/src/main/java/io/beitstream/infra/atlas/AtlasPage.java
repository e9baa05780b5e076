package io.beitstream.infra.atlas;

import io.beitstream.infra.page.Html;
import io.beitstream.model.evaluation.CodebookAtlas;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;

/** The atlas of a codebook as one HTML file that needs nothing else. */
public final class AtlasPage {
    private static final int NEIGHBOURS = 5;

    /** Side of the cell of a patch on the page, in CSS pixels. */
    private static final int SHOWN = 32;

    private AtlasPage() {}

    /** Largest number of patches that the page shows of a code. */
    public static int patches() {
        return PatchSheet.PATCHES;
    }

    /**
     * The page.
     *
     * @param tokenizer the model's id
     * @param vectors of the codes {@code (K, d)}, row-major
     */
    public static String of(String tokenizer, CodebookAtlas atlas, float[] vectors)
            throws IOException {
        return Html.template(AtlasPage.class, "atlas.html")
                .replace("{{tokenizer}}", Html.escape(tokenizer))
                .replace("{{images}}", String.format(Locale.ROOT, "%,d", atlas.images()))
                .replace("{{used}}", Integer.toString(atlas.hits().codes() - atlas.hits().unused()))
                .replace("{{codes}}", Integer.toString(atlas.hits().codes()))
                .replace(
                        "{{perplexity}}",
                        String.format(Locale.ROOT, "%.0f", atlas.hits().perplexity()))
                .replace("{{style}}", style(atlas))
                .replace("{{cards}}", cards(atlas, vectors));
    }

    private static String style(CodebookAtlas atlas) throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(PatchSheet.paint(atlas), "png", png);
        int width = SHOWN * PatchSheet.PATCHES_IN_A_ROW;
        int height = SHOWN * PatchSheet.ROWS_OF_PATCHES;
        return ".s{width:%dpx;height:%dpx;background-size:%dpx;background-image:url(data:image/png;base64,%s)}"
                .formatted(
                        width,
                        height,
                        width * PatchSheet.CODES_IN_A_ROW,
                        Base64.getEncoder().encodeToString(png.toByteArray()));
    }

    private static String cards(CodebookAtlas atlas, float[] vectors) {
        CodeNeighbours neighbours = new CodeNeighbours(vectors, atlas.hits().codes());
        StringBuilder cards = new StringBuilder();
        for (int code = 0; code < atlas.hits().codes(); code++) {
            long hits = atlas.hits().of(code);
            int left = code % PatchSheet.CODES_IN_A_ROW * PatchSheet.PATCHES_IN_A_ROW * SHOWN;
            int top = code / PatchSheet.CODES_IN_A_ROW * PatchSheet.ROWS_OF_PATCHES * SHOWN;
            String near =
                    neighbours.of(code, NEIGHBOURS).stream()
                            .map(
                                    n ->
                                            String.format(
                                                    Locale.ROOT,
                                                    "<a href=\"#c%d\" title=\"cosine %.2f\">%d</a>",
                                                    n.code(),
                                                    n.cosine(),
                                                    n.code()))
                            .collect(Collectors.joining(" "));
            cards.append(
                    String.format(
                            Locale.ROOT,
                            "<article id=\"c%d\" data-hits=\"%d\"%s><h2>%d<span>%.2f %%</span></h2>"
                                    + "<div class=\"s\" style=\"background-position:-%dpx -%dpx\"></div><p>near %s</p></article>%n",
                            code,
                            hits,
                            hits == 0 ? " class=\"unused\"" : "",
                            code,
                            100.0 * hits / atlas.hits().total(),
                            left,
                            top,
                            near));
        }
        return cards.toString();
    }
}
