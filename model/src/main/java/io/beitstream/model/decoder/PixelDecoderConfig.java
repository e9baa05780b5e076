package io.beitstream.model.decoder;

import io.beitstream.model.layers.LayerNorm;
import io.beitstream.model.layers.VisionTransformer;
import io.beitstream.model.layers.VisionTransformer.RelativePosition;

/**
 * The sizes of a pixel decoder.
 *
 * @param imgSize side of the image that comes out, in pixels
 * @param patchSize side of a patch, in pixels; one code stands for each
 * @param codebookSize codes K of its tokenizer
 * @param codeDim dimension d of a code
 */
public record PixelDecoderConfig(
        int imgSize,
        int patchSize,
        int codebookSize,
        int codeDim,
        int embedDim,
        int depth,
        int numHeads) {
    private static final double MLP_RATIO = 4;

    public PixelDecoderConfig {
        if (codebookSize < 1 || codeDim < 1) {
            throw new IllegalArgumentException(
                    "a decoder needs at least one code and one code dimension");
        }
    }

    /** Patches along one side of the image. */
    public int gridSide() {
        return imgSize / patchSize;
    }

    VisionTransformer.Config transformer() {
        return new VisionTransformer.Config(
                gridSide(),
                1,
                codeDim,
                embedDim,
                depth,
                numHeads,
                MLP_RATIO,
                true,
                RelativePosition.NONE,
                false,
                0,
                0,
                LayerNorm.EPSILON);
    }
}
