package io.beitstream.model.feature;

import io.beitstream.model.FeatureSelection;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tower.TextConfig;
import org.jspecify.annotations.Nullable;

/** The sizes and options of an encoder, of whatever family. */
public interface EncoderArchitecture {
    /** Side of the images that its positions are for, in pixels. */
    int imgSize();

    int patchSize();

    /** Width of its tokens. */
    int embedDim();

    int depth();

    /** Length of the vector that it was trained to pool. */
    default int pooledDim() {
        return embedDim();
    }

    /** Length of what a tokenizer learns from it for each patch. */
    default int targetDim() {
        return embedDim();
    }

    /** Classes of its classifier; 0 if it has none. */
    default int numClasses() {
        return 0;
    }

    /** Whether it has a [CLS]. */
    default boolean hasClassToken() {
        return true;
    }

    /** The text tower that it was trained with; null if there is none. */
    default @Nullable TextConfig text() {
        return null;
    }

    /**
     * What stands before the names of the image tower's weights; empty where there is nothing else.
     */
    default String imagePrefix() {
        return "";
    }

    /**
     * The network of images. It has these methods, with B images, T tokens of width D and N
     * patches:
     *
     * <ul>
     *   <li>{@code normalize(images)}: uint8 {@code (B, H, W, 3)} to float {@code (B, 3, H, W)};
     *   <li>{@code hidden(x)}: to the residual stream after the last block {@code (B, T, D)};
     *   <li>{@code hidden_of_blocks(x)}: to that after each block;
     *   <li>{@code pooled(hidden)}: {@code (B, P)}, what it was trained to pool;
     *   <li>{@code cls(hidden)}: {@code (B, D)}, the normed [CLS], if there is one;
     *   <li>{@code patches(hidden)}: {@code (B, N, D)}, the normed patch tokens;
     *   <li>{@code targets(hidden)}: {@code (B, N, C)}, what a tokenizer learns from it;
     *   <li>{@code forward(images)}: {@code pooled} of uint8 images.
     * </ul>
     */
    ScriptModule imageTower(PixelNormalization.Statistics normalization);

    /** The same for images of another size; positions are fitted elsewhere. */
    EncoderArchitecture withImageSize(int size);

    /**
     * Length of the vector that is selected.
     *
     * @throws IllegalArgumentException if the network does not have what is selected
     */
    default int dimension(FeatureSelection selection) {
        selection.requireDepth(depth());
        if (selection.vector() == FeatureSelection.Vector.CLS && !hasClassToken()) {
            throw new IllegalArgumentException(
                    "the network has no [CLS]: select pooled or mean instead of cls");
        }
        if (selection.vector() == FeatureSelection.Vector.QUADRANTS
                && imgSize() < 2 * patchSize()) {
            throw new IllegalArgumentException(
                    "one patch has no quadrants: select pooled or mean instead");
        }
        if (selection.classes() && numClasses() == 0) {
            throw new IllegalArgumentException(
                    "the network has no classifier: take one that 'beitstream finetune' made, or select no classes");
        }
        int one =
                switch (selection.vector()) {
                    case POOLED -> pooledDim();
                    case CLS, MEAN -> embedDim();
                    case QUADRANTS -> QuadrantMeans.COUNT * embedDim();
                };
        return Math.multiplyExact(one, selection.parts());
    }

    /** The whole network: its image tower, with the text tower where there is one. */
    default ScriptModule network(PixelNormalization.Statistics normalization) {
        ScriptModule images = imageTower(normalization);
        return imagePrefix().isEmpty() ? images : new TwoTowersModule(images, text());
    }
}
