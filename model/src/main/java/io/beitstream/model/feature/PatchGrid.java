package io.beitstream.model.feature;

/**
 * The square grid of patches of an image.
 *
 * @param side patches along one side
 */
public record PatchGrid(int side) {
    /**
     * That of images of this side.
     *
     * @throws IllegalArgumentException if the patches do not fill the image
     */
    public static PatchGrid of(int imageSize, int patchSize) {
        if (imageSize < 1 || patchSize < 1 || imageSize % patchSize != 0) {
            throw new IllegalArgumentException(
                    "image size " + imageSize + " is not a multiple of patch size " + patchSize);
        }
        return new PatchGrid(imageSize / patchSize);
    }

    public int patches() {
        return side * side;
    }
}
