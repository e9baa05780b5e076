package io.beitstream.infra.atlas;

import io.beitstream.infra.page.Html;
import io.beitstream.model.evaluation.CodebookAtlas;
import java.io.IOException;
import java.util.Locale;

/** The atlas of a codebook as one HTML file that needs nothing else. */
public final class AtlasPage {
    private AtlasPage() {}

    /**
     * The page.
     *
     * @param tokenizer the model's id
     * @param vectors of the codes {@code (K, d)}, row-major
     */
    public static String of(String tokenizer, CodebookAtlas atlas, float[] vectors)
            throws IOException {
        AtlasCards cards = AtlasCards.ofAll(atlas, vectors);
        return Html.template(AtlasPage.class, "atlas.html")
                .replace("{{tokenizer}}", Html.escape(tokenizer))
                .replace("{{images}}", String.format(Locale.ROOT, "%,d", atlas.images()))
                .replace("{{used}}", Integer.toString(cards.used()))
                .replace("{{codes}}", Integer.toString(atlas.hits().codes()))
                .replace(
                        "{{perplexity}}",
                        String.format(Locale.ROOT, "%.0f", atlas.hits().perplexity()))
                .replace("{{style}}", cards.style())
                .replace("{{cards}}", cards.html());
    }
}
