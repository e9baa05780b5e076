package io.beitstream.model.image;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.io.Serializable;
import java.util.Locale;

/**
 * The way from a decoded image to the square that a network takes: the shorter side is resized, or
 * the whole image to a square; then the centre is cropped. Channel statistics are named here, but
 * applied inside the network.
 *
 * @param resize length of the shorter side after the resize, in pixels
 * @param crop side of the square that is kept, in pixels; at most {@code resize}
 * @param square whether both sides are resized, whatever becomes of the picture's shape
 * @param statistics name of the channel statistics; empty for those of the training data that BEiT
 *     and its tokenizers were made for
 */
public record Preprocessing(
        int resize,
        int crop,
        ResampleFilter filter,
        boolean square,
        @JsonSetter(nulls = Nulls.AS_EMPTY) String statistics)
        implements Serializable {
    private static final String USUAL_STATISTICS = "imagenet";

    public Preprocessing {
        if (crop < 1 || resize < crop) {
            throw new IllegalArgumentException("cannot crop " + crop + " pixels out of " + resize);
        }
        statistics = statistics.equals(USUAL_STATISTICS) ? "" : statistics;
    }

    /** Keeps the picture's shape; the usual statistics. */
    public Preprocessing(int resize, int crop, ResampleFilter filter) {
        this(resize, crop, filter, false, "");
    }

    /** Straight to the square, whatever the picture's shape; the usual statistics. */
    public static Preprocessing ofSquare(int side, ResampleFilter filter) {
        return new Preprocessing(side, side, filter, true, "");
    }

    /** The same with these channel statistics. */
    public Preprocessing withStatistics(String name) {
        return new Preprocessing(resize, crop, filter, square, name);
    }

    /** The same size, with nothing cut off but what makes the picture a square. */
    public Preprocessing ofWholePictures() {
        return new Preprocessing(crop, crop, filter, square, statistics);
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
                square
                        ? ResizePlan.squareThenCenter(resize, crop)
                        : ResizePlan.shorterSideThenCenter(
                                image.width(), image.height(), resize, crop);
        return Resampler.resize(image, plan, filter);
    }

    /** A name that changes whenever the network's input would: written into every record. */
    public String id() {
        String pixels =
                "rgb8-%s%d%s-crop%d"
                        .formatted(
                                filter.name().toLowerCase(Locale.ROOT),
                                resize,
                                square ? "-square" : "",
                                crop);
        return statistics.isEmpty() ? pixels : pixels + "-" + statistics;
    }
}
