package io.beitstream.jobs.pipeline;

import io.beitstream.jobs.pipeline.inference.SharedNetworks;
import io.beitstream.jobs.pipeline.outcome.Codes;
import io.beitstream.jobs.pipeline.outcome.ImageInFlight;
import io.beitstream.jobs.pipeline.outcome.Vectors;
import io.beitstream.model.image.RgbImage;
import io.beitstream.schemas.Stage;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What a network is for on an image's way.
 *
 * @param <R> what it computes of an image
 */
public sealed interface NetworkRole<R> extends Serializable {
    NetworkRole<Codes> TOKENIZER = new Tokenizer();
    NetworkRole<Vectors> ENCODER = new Encoder();

    /** The station of an image. */
    Stage station();

    /** The square that the network takes; null if none was prepared. */
    @Nullable RgbImage input(ImageInFlight image);

    /** The image with what the network has computed. */
    ImageInFlight with(ImageInFlight image, R result);

    /** The form of a result, for people; results of equal form go into one topic. */
    String form(R result);

    /** The stage of a network that is leased; the lease is closed with it. */
    default NetworkStage<R> stage(SharedNetworks.Lease<R> lease, StageListener listener) {
        return new NetworkStage<>(station(), lease, this::input, this::with, listener);
    }

    /** Adds visual tokens. */
    record Tokenizer() implements NetworkRole<Codes> {
        @Override
        public Stage station() {
            return Stage.TOKENIZE;
        }

        @Override
        public @Nullable RgbImage input(ImageInFlight image) {
            return image.forTokenizer();
        }

        @Override
        public ImageInFlight with(ImageInFlight image, Codes codes) {
            return image.tokenized(codes);
        }

        @Override
        public String form(Codes codes) {
            return "%d x %d codes of %d"
                    .formatted(codes.gridHeight(), codes.gridWidth(), codes.codebookSize());
        }
    }

    /** Adds the embedding of the encoder that is next. */
    record Encoder() implements NetworkRole<Vectors> {
        @Override
        public Stage station() {
            return Stage.ENCODE;
        }

        @Override
        public @Nullable RgbImage input(ImageInFlight image) {
            return image.forEncoder();
        }

        @Override
        public ImageInFlight with(ImageInFlight image, Vectors vectors) {
            return image.encoded(vectors);
        }

        @Override
        public String form(Vectors vectors) {
            float[] patches = vectors.embedding().patches();
            return "vectors of %d numbers, %s"
                    .formatted(
                            vectors.embedding().vector().length,
                            patches == null ? "no patches" : patches.length + " of patches");
        }
    }
}
