package io.beitstream.jobs.pipeline.outcome;

import io.beitstream.jobs.pipeline.ticket.Ticket;
import io.beitstream.model.image.RgbImage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An image on its way, with what the stages have made of it so far. What no later stage needs is
 * let go, so that memory holds an image in one form at a time.
 *
 * @param encoded the image's file, fetched; null once it is decoded
 * @param forTokenizer the tokenizer's square; null without a tokenizer, or when it is done
 * @param forEncoders the squares of the encoders that have not run yet, in their order; one object
 *     where several networks take the same
 * @param features what the networks have computed so far
 */
public record ImageInFlight(
        ImageContext context,
        Ticket ticket,
        byte @Nullable [] encoded,
        @Nullable RgbImage forTokenizer,
        List<RgbImage> forEncoders,
        Features features)
        implements Outcome {
    /** An image whose file is at hand. */
    public static ImageInFlight fetched(ImageContext context, Ticket ticket, byte[] encoded) {
        return new ImageInFlight(context, ticket, encoded, null, List.of(), Features.NONE);
    }

    /**
     * The image as the networks take it.
     *
     * @param content what identifies its file; null if nobody asks
     */
    public ImageInFlight decoded(
            @Nullable RgbImage newForTokenizer,
            List<RgbImage> newForEncoders,
            @Nullable ContentHash content) {
        return new ImageInFlight(
                context,
                ticket,
                null,
                newForTokenizer,
                List.copyOf(newForEncoders),
                features.of(content));
    }

    /** The image with all that was computed of one with the same file. */
    public ImageInFlight known(Features known) {
        return new ImageInFlight(context, ticket, null, null, List.of(), known.again());
    }

    /** The image with its visual tokens. */
    public ImageInFlight tokenized(Codes codes) {
        return new ImageInFlight(context, ticket, null, null, forEncoders, features.with(codes));
    }

    /** The image with what a candidate has computed of it beside the encoder that serves. */
    public ImageInFlight shadowed(Shadow shadow) {
        return new ImageInFlight(
                context, ticket, encoded, forTokenizer, forEncoders, features.with(shadow));
    }

    /** The square of the encoder that is next; null if there is none. */
    public @Nullable RgbImage forEncoder() {
        return forEncoders.isEmpty() ? null : forEncoders.get(0);
    }

    /** The image with the embedding of the encoder that was next. */
    public ImageInFlight encoded(Vectors vectors) {
        List<RgbImage> rest = forEncoders.stream().skip(1).toList();
        return new ImageInFlight(context, ticket, null, forTokenizer, rest, features.with(vectors));
    }
}
