package io.beitstream.infra.demo;

import io.beitstream.infra.page.DataUri;
import io.beitstream.infra.search.pictures.BufferedPixels;
import io.beitstream.model.image.ImageDecoder;
import io.beitstream.model.image.ImageException;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.image.ResampleFilter;
import io.beitstream.model.image.RgbImage;
import io.beitstream.schemas.ImageEmbedding;
import io.beitstream.schemas.TokenSequence;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A picture and what came of it.
 *
 * @param picture the part of it that the tokenizer sees, as a {@link DataUri}
 */
record DemoCard(String id, String picture, TokenSequence tokens, ImageEmbedding embedding) {
    /** Side of the picture, in pixels. */
    private static final int SIDE = 112;

    /**
     * Those pictures that were processed. Each is decoded once, and its pixels are not kept.
     *
     * @param tokenizer how it sees them
     * @param codes takes what the tokenizer sees
     */
    static List<DemoCard> of(
            List<DemoImage> images,
            ResultCollector results,
            Preprocessing tokenizer,
            DemoCodes codes)
            throws IOException {
        Preprocessing large = largeLike(tokenizer);
        List<DemoCard> cards = new ArrayList<>();
        for (DemoImage image : images) {
            TokenSequence tokens = results.tokens().get(image.id());
            ImageEmbedding embedding = results.embeddings().get(image.id());
            if (tokens != null && embedding != null) {
                RgbImage decoded = decode(image);
                codes.add(tokenizer.apply(decoded), tokens);
                String picture = DataUri.jpeg(BufferedPixels.of(large.apply(decoded)));
                cards.add(new DemoCard(image.id(), picture, tokens, embedding));
            }
        }
        return cards;
    }

    /** The same part of a picture, large enough to be looked at. */
    private static Preprocessing largeLike(Preprocessing tokenizer) {
        int resize = Math.round((float) SIDE * tokenizer.resize() / tokenizer.crop());
        return new Preprocessing(
                resize, SIDE, ResampleFilter.BICUBIC, tokenizer.square(), tokenizer.statistics());
    }

    private static RgbImage decode(DemoImage image) throws IOException {
        try {
            return ImageDecoder.withDefaults().decode(image.read());
        } catch (ImageException e) {
            throw new IllegalStateException(
                    image.id() + " was decoded by the job, and is not now", e);
        }
    }
}
