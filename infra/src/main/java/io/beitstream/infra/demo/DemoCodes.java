package io.beitstream.infra.demo;

import io.beitstream.infra.atlas.AtlasCards;
import io.beitstream.infra.page.DataUri;
import io.beitstream.infra.search.pictures.BufferedPixels;
import io.beitstream.model.PixelDecoder;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.evaluation.AtlasCollector;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.inference.ModelLoader;
import io.beitstream.model.vqkd.VqkdTokenizerModule;
import io.beitstream.schemas.TokenSequence;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the codes of a demo's pictures hold: patches of each code, and the pictures as they are
 * rebuilt from their codes.
 */
final class DemoCodes {
    /** Codes with a card of their own, at most. */
    private static final int CARDS = 1000;

    private static final int BATCH = 32;

    private final DemoModels models;
    private final DemoOptions options;
    private @Nullable AtlasCollector patches;

    DemoCodes(DemoModels models, DemoOptions options) {
        this.models = models;
        this.options = options;
    }

    /**
     * Takes a picture.
     *
     * @param view as the tokenizer sees it
     */
    void add(RgbImage view, TokenSequence tokens) {
        if (patches == null) {
            patches =
                    new AtlasCollector(
                            tokens.getCodebookSize(),
                            view.width() / tokens.getGridWidth(),
                            AtlasCards.patches());
        }
        patches.add(view, codes(tokens));
    }

    /** The codes in use, with patches of the pictures; null where no picture came out. */
    @Nullable AtlasCards atlas() throws IOException {
        if (patches == null) {
            return null;
        }
        float[] vectors =
                ModelDirectory.openTokenizer(models.tokenizerDirectory())
                        .state()
                        .get(VqkdTokenizerModule.CODES)
                        .toFloats();
        return AtlasCards.ofMostUsed(patches.atlas(0), vectors, CARDS);
    }

    /**
     * The pictures as a decoder rebuilds them, each as a {@link DataUri}; none where there is no
     * decoder.
     */
    List<String> rebuilt(List<DemoCard> cards) throws IOException {
        List<String> rebuilt = new ArrayList<>();
        if (models.decoderDirectory() != null) {
            try (PixelDecoder decoder =
                    ModelLoader.loadDecoder(models.decoderDirectory(), options.inference())) {
                for (int from = 0; from < cards.size(); from += BATCH) {
                    int to = Math.min(cards.size(), from + BATCH);
                    List<int[]> codes =
                            cards.subList(from, to).stream()
                                    .map(card -> codes(card.tokens()))
                                    .toList();
                    for (RgbImage image : decoder.decode(codes)) {
                        rebuilt.add(DataUri.jpeg(BufferedPixels.of(image)));
                    }
                }
            }
        }
        return rebuilt;
    }

    private static int[] codes(TokenSequence tokens) {
        return tokens.getCodes().stream().mapToInt(Integer::intValue).toArray();
    }
}
