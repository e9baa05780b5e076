package io.beitstream.model.image;

/** A resize to {@code width x height}, of which the window at {@code (left, top)} is kept. */
record ResizePlan(int width, int height, int left, int top, int cropWidth, int cropHeight) {

    /**
     * torchvision's Resize(shorter) and CenterCrop(crop): truncated longer side, offsets rounded
     * half to even.
     */
    static ResizePlan shorterSideThenCenter(
            int imageWidth, int imageHeight, int shorter, int crop) {
        boolean landscape = imageWidth >= imageHeight;
        int width = landscape ? (int) ((long) shorter * imageWidth / imageHeight) : shorter;
        int height = landscape ? shorter : (int) ((long) shorter * imageHeight / imageWidth);
        return new ResizePlan(
                width,
                height,
                (int) Math.rint((width - crop) / 2.0),
                (int) Math.rint((height - crop) / 2.0),
                crop,
                crop);
    }

    /** Both sides resized to {@code side}; the centre of the square kept. */
    static ResizePlan squareThenCenter(int side, int crop) {
        int offset = (int) Math.rint((side - crop) / 2.0);
        return new ResizePlan(side, side, offset, offset, crop, crop);
    }
}
