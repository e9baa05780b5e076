package io.beitstream.infra.cli;

import io.beitstream.model.FeatureSelection;
import java.util.List;
import picocli.CommandLine.Option;

/** Which of an encoder's features are wanted; each choice is named in the records. */
class FeatureGroup {
    @Option(
            names = "--embedding",
            paramLabel = "pooled|cls|mean|quadrants",
            defaultValue = "POOLED",
            description =
                    "what the model pools itself (whitened, if it is), the normed [CLS], the mean of the normed patch"
                            + " tokens, or their means in the four quarters of the image (default: pooled)")
    private FeatureSelection.Vector embedding = FeatureSelection.Vector.POOLED;

    @Option(names = "--normalize", description = "scale vectors to length 1")
    private boolean normalize;

    @Option(
            names = "--layers",
            split = ",",
            paramLabel = "N",
            description =
                    "blocks, counted from 1, whose vectors are put one after the other (default: the last)")
    private List<Integer> layers = List.of();

    @Option(
            names = "--patch-embeddings",
            description = "publish the patch tokens too: 588 KiB an image for base, 784 for large")
    private boolean patches;

    FeatureSelection selection() {
        return new FeatureSelection(
                embedding, normalize, layers == null ? List.of() : layers, patches);
    }
}
