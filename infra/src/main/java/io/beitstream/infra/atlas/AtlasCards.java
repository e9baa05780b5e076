package io.beitstream.infra.atlas;

import io.beitstream.infra.atlas.CodeNeighbours.Neighbour;
import io.beitstream.infra.page.DataUri;
import io.beitstream.model.evaluation.CodebookAtlas;
import io.beitstream.model.training.task.CodeHits;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Codes as cards of a page: patches that fall on each, its share of all patches, and the codes that
 * are nearest to it. A card's anchor is {@code c} and the code.
 */
public final class AtlasCards {
    private static final int NEIGHBOURS = 5;

    /** Side of the cell of a patch on the page, in CSS pixels. */
    private static final int SHOWN = 32;

    private final CodebookAtlas atlas;
    private final CodeNeighbours neighbours;
    private final List<Integer> codes;
    private final Set<Integer> linked;

    private AtlasCards(CodebookAtlas atlas, float[] vectors, List<Integer> codes) {
        this.atlas = atlas;
        this.neighbours = new CodeNeighbours(vectors, atlas.hits().codes());
        this.codes = codes;
        this.linked = new HashSet<>(codes);
    }

    /** Largest number of patches that a card shows. */
    public static int patches() {
        return PatchSheet.PATCHES;
    }

    /**
     * Every code, in the order of their numbers.
     *
     * @param vectors of the codes {@code (K, d)}, row-major
     */
    public static AtlasCards ofAll(CodebookAtlas atlas, float[] vectors) {
        return new AtlasCards(
                atlas, vectors, IntStream.range(0, atlas.hits().codes()).boxed().toList());
    }

    /**
     * The codes that patches have fallen on, the most frequent first, and not more than so many.
     */
    public static AtlasCards ofMostUsed(CodebookAtlas atlas, float[] vectors, int most) {
        CodeHits hits = atlas.hits();
        List<Integer> used =
                IntStream.range(0, hits.codes())
                        .filter(code -> hits.of(code) > 0)
                        .boxed()
                        .sorted(Comparator.<Integer>comparingLong(hits::of).reversed())
                        .limit(most)
                        .toList();
        return new AtlasCards(atlas, vectors, used);
    }

    /** Codes that have a card. */
    public int count() {
        return codes.size();
    }

    /** Codes that patches have fallen on. */
    public int used() {
        return atlas.hits().codes() - atlas.hits().unused();
    }

    /** The style sheet's rule of the patches, with their picture in it. */
    public String style() throws IOException {
        List<List<byte[]>> patches = codes.stream().map(atlas.patches()::get).toList();
        int width = SHOWN * PatchSheet.PATCHES_IN_A_ROW;
        int height = SHOWN * PatchSheet.ROWS_OF_PATCHES;
        return String.format(
                Locale.ROOT,
                ".s{width:%dpx;height:%dpx;background-size:%dpx;background-image:url(%s)}",
                width,
                height,
                width * PatchSheet.CODES_IN_A_ROW,
                DataUri.png(PatchSheet.paint(atlas.patchSize(), patches)));
    }

    /** The cards. */
    public String html() {
        StringBuilder cards = new StringBuilder();
        for (int cell = 0; cell < codes.size(); cell++) {
            cards.append(card(cell, codes.get(cell)));
        }
        return cards.toString();
    }

    private String card(int cell, int code) {
        long hits = atlas.hits().of(code);
        int left = cell % PatchSheet.CODES_IN_A_ROW * PatchSheet.PATCHES_IN_A_ROW * SHOWN;
        int top = cell / PatchSheet.CODES_IN_A_ROW * PatchSheet.ROWS_OF_PATCHES * SHOWN;
        return String.format(
                Locale.ROOT,
                "<article class=\"code%s\" id=\"c%d\" data-hits=\"%d\"><h2>%d<span>%.2f %%</span></h2>"
                        + "<div class=\"s\" style=\"background-position:-%dpx -%dpx\"></div><p>near %s</p></article>%n",
                hits == 0 ? " unused" : "",
                code,
                hits,
                code,
                100.0 * hits / atlas.hits().total(),
                left,
                top,
                neighbours.of(code, NEIGHBOURS).stream()
                        .map(this::link)
                        .collect(Collectors.joining(" ")));
    }

    /** To the neighbour's card, if it has one. */
    private String link(Neighbour near) {
        return String.format(
                Locale.ROOT,
                linked.contains(near.code())
                        ? "<a href=\"#c%1$d\" title=\"cosine %2$.2f\">%1$d</a>"
                        : "<span title=\"cosine %2$.2f\">%1$d</span>",
                near.code(),
                near.cosine());
    }
}
