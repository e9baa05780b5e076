package io.beitstream.model.image;

import java.io.Serializable;

/**
 * The way from a decoded image to the square that a network takes: the shorter side is resized, the
 * centre is cropped. Channel statistics are not applied here but inside the network.
 *
 * @param resize length of the shorter side after the resize, in pixels
 * @param crop side of the square that is kept, in pixels; at most {@code resize}
 */
public record Preprocessing(int resize, int crop, ResampleFilter filter) implements Serializable {
    public Preprocessing {
        if (crop < 1 || resize < crop) {
            throw new IllegalArgumentException("cannot crop " + crop + " pixels out of " + resize);
        }
    }

    /**
     * The evaluation transform of the official code: crop 224/256 of the shorter side, all of it
     * from 384 on.
     */
    public static Preprocessing ofInputSize(int size) {
        int resize = size < 384 ? (int) (size / (224.0 / 256)) : size;
        return new Preprocessing(resize, size, ResampleFilter.BICUBIC);
    }

    /** The square, {@code crop x crop}. */
    public RgbImage apply(RgbImage image) {
        ResizePlan plan =
                ResizePlan.shorterSideThenCenter(image.width(), image.height(), resize, crop);
        return Resampler.resize(image, plan, filter);
    }

    /** A name that changes whenever the pixels would: written into every record. */
    public String id() {
        return "rgb8-%s%d-crop%d"
                .formatted(filter.name().toLowerCase(java.util.Locale.ROOT), resize, crop);
    }
}
