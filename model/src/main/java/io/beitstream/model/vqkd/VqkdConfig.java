package io.beitstream.model.vqkd;

import io.beitstream.model.layers.LayerNorm;
import io.beitstream.model.layers.VisionTransformer;
import io.beitstream.model.layers.VisionTransformer.RelativePosition;

/**
 * The sizes of a VQ-KD tokenizer, under the names of the official configuration (reference section
 * 3.3).
 *
 * @param imgSize side of the image in pixels
 * @param embedDim width of encoder and decoder
 * @param depth blocks of the encoder
 * @param decoderDepth blocks of the decoder
 * @param codebookSize number of codes K
 * @param codeDim dimension d of a code
 * @param teacherDim dimension of the teacher's patch features
 * @param decay of the codebook's moving average, for each batch
 * @param mlpRatio hidden width of an MLP over {@code embedDim}; 4 when absent
 */
public record VqkdConfig(
        int imgSize,
        int patchSize,
        int embedDim,
        int depth,
        int numHeads,
        int decoderDepth,
        int codebookSize,
        int codeDim,
        int teacherDim,
        double decay,
        double mlpRatio) {
    public VqkdConfig {
        decay = decay == 0 ? 0.99 : decay;
        mlpRatio = mlpRatio == 0 ? 4 : mlpRatio;
        if (codebookSize < 1 || codeDim < 1 || teacherDim < 1 || decoderDepth < 1) {
            throw new IllegalArgumentException(
                    "a tokenizer needs at least one code, code dimension, teacher dimension and decoder block");
        }
    }

    /**
     * The same, with codes that move as far in one call as {@code batches} calls would move them
     * (the EMA scaling rule, arXiv 2307.13813).
     */
    public VqkdConfig movingCodesAsIn(double batches) {
        return new VqkdConfig(
                imgSize,
                patchSize,
                embedDim,
                depth,
                numHeads,
                decoderDepth,
                codebookSize,
                codeDim,
                teacherDim,
                batches == 1 ? decay : Math.pow(decay, batches),
                mlpRatio);
    }

    /** Patches along one side of the image. */
    public int gridSide() {
        return imgSize / patchSize;
    }

    VisionTransformer.Config encoder() {
        return transformer(imgSize, patchSize, 3, depth);
    }

    VisionTransformer.Config decoder() {
        return transformer(gridSide(), 1, codeDim, decoderDepth);
    }

    private VisionTransformer.Config transformer(int size, int patch, int channels, int blocks) {
        return new VisionTransformer.Config(
                size,
                patch,
                channels,
                embedDim,
                blocks,
                numHeads,
                mlpRatio,
                true,
                RelativePosition.NONE,
                true,
                0,
                0,
                LayerNorm.EPSILON);
    }
}
