package io.beitstream.infra.cli;

import io.beitstream.model.FeatureSelection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which of an encoder's vectors are looked at. */
final class VectorMixin {
    @Option(
            names = "--embedding",
            paramLabel = "pooled|cls|mean|quadrants",
            defaultValue = "POOLED",
            description = "which of the encoder's vectors (default: pooled)")
    private FeatureSelection.Vector embedding = FeatureSelection.Vector.POOLED;

    @Option(
            names = "--layers",
            split = ",",
            paramLabel = "N",
            description =
                    "blocks of the encoder, counted from 1, whose vectors are put one after the other (default: the last)")
    private @Nullable List<Integer> layers;

    FeatureSelection selection() {
        List<Integer> blocks = layers == null ? List.of() : layers;
        return new FeatureSelection(embedding, false, blocks, false);
    }
}
