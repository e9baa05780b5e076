package io.beitstream.model.teacher;

/**
 * The sizes of a teacher.
 *
 * @param outputDim dimension of its patch features
 */
public record TeacherConfig(
        int imgSize, int patchSize, int embedDim, int depth, int numHeads, int outputDim) {
    public TeacherConfig {
        outputDim = outputDim == 0 ? embedDim : outputDim;
        if (imgSize < 1 || patchSize < 1 || imgSize % patchSize != 0) {
            throw new IllegalArgumentException(
                    "image size " + imgSize + " is not a multiple of patch size " + patchSize);
        }
    }

    int tokens() {
        int side = imgSize / patchSize;
        return side * side + 1;
    }
}
