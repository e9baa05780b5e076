package io.beitstream.model.inference;

import io.beitstream.model.image.RgbImage;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import java.nio.ByteBuffer;
import java.util.List;

/** Stacks images into one tensor outside the heap: uint8 {@code (B, side, side, 3)}. */
public final class PixelBatch {
    private PixelBatch() {}

    public static HostTensor of(List<RgbImage> images, int side) {
        if (images.isEmpty()) {
            throw new IllegalArgumentException("an empty batch");
        }
        ByteBuffer pixels =
                ByteBuffer.allocateDirect(images.size() * side * side * RgbImage.CHANNELS);
        for (RgbImage image : images) {
            if (image.width() != side || image.height() != side) {
                throw new IllegalArgumentException(
                        "the network takes %d x %d pixels, the image has %d x %d"
                                .formatted(side, side, image.width(), image.height()));
            }
            pixels.put(image.pixels());
        }
        return HostTensor.of(
                DType.UINT8, pixels.flip(), images.size(), side, side, RgbImage.CHANNELS);
    }
}
