package io.beitstream.jobs.pipeline.outcome;

import io.beitstream.jobs.pipeline.ticket.Ticket;
import io.beitstream.model.image.RgbImage;
import org.jspecify.annotations.Nullable;

/**
 * An image on its way, with what the stages have made of it so far. What no later stage needs is
 * let go, so that memory holds an image in one form at a time.
 *
 * @param encoded the image's file, fetched; null once it is decoded
 * @param forTokenizer the tokenizer's square; null without a tokenizer, or when it is done
 * @param forEncoder the encoder's square, the same object where both take the same; null likewise
 * @param codes null before the tokenizer, or without one
 * @param vectors null before the encoder, or without one
 */
public record ImageInFlight(
        ImageContext context,
        Ticket ticket,
        byte @Nullable [] encoded,
        @Nullable RgbImage forTokenizer,
        @Nullable RgbImage forEncoder,
        @Nullable Codes codes,
        @Nullable Vectors vectors)
        implements Outcome {
    /** An image whose file is at hand. */
    public static ImageInFlight fetched(ImageContext context, Ticket ticket, byte[] encoded) {
        return new ImageInFlight(context, ticket, encoded, null, null, null, null);
    }

    /** The image as the networks take it. */
    public ImageInFlight decoded(
            @Nullable RgbImage newForTokenizer, @Nullable RgbImage newForEncoder) {
        return new ImageInFlight(
                context, ticket, null, newForTokenizer, newForEncoder, codes, vectors);
    }

    /** The image with its visual tokens. */
    public ImageInFlight tokenized(Codes newCodes) {
        return new ImageInFlight(context, ticket, null, null, forEncoder, newCodes, vectors);
    }

    /** The image with its embedding. */
    public ImageInFlight encoded(Vectors newVectors) {
        return new ImageInFlight(context, ticket, null, forTokenizer, null, codes, newVectors);
    }
}
