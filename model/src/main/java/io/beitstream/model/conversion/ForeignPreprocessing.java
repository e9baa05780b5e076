package io.beitstream.model.conversion;

import com.fasterxml.jackson.databind.JsonNode;
import io.beitstream.model.checkpoint.Family;
import io.beitstream.model.feature.PixelNormalization.Statistics;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.image.ResampleFilter;

/**
 * What Hugging Face's {@code preprocessor_config.json} says of images, or timm's {@code
 * pretrained_cfg}.
 */
record ForeignPreprocessing(JsonNode json, JsonNode timm) {
    static ForeignPreprocessing of(ForeignConfig config) {
        return new ForeignPreprocessing(
                config.preprocessor(), config.model().path("pretrained_cfg"));
    }

    /**
     * What is done to images; what the family does, where the file does not say.
     *
     * @throws IllegalArgumentException if images are cut to something else than a square, or
     *     resized by a filter that is not known here
     */
    Preprocessing preprocessing(Family family, int imageSize) {
        if (timm.has("input_size")) {
            return ofTimm(family);
        }
        JsonNode size = json.path("size");
        int shortest = size.isInt() ? size.asInt() : size.path("shortest_edge").asInt(0);
        int both = size.path("height").asInt(0);
        if (shortest == 0 && both == 0) {
            return family.preprocessing(imageSize);
        }
        requireSquare(size);
        boolean square = shortest == 0;
        int resize = square ? both : shortest;
        return new Preprocessing(resize, crop(resize), filter(family), square, "");
    }

    private Preprocessing ofTimm(Family family) {
        int side = timm.at("/input_size/1").asInt();
        int resize = (int) Math.floor(side / timm.path("crop_pct").asDouble(1));
        String name = timm.path("interpolation").asText("");
        ResampleFilter filter =
                switch (name) {
                    case "" -> family.preprocessing(side).filter();
                    case "bicubic" -> ResampleFilter.BICUBIC;
                    case "bilinear" -> ResampleFilter.BILINEAR;
                    case "lanczos" -> ResampleFilter.LANCZOS;
                    default ->
                            throw new IllegalArgumentException(
                                    "its interpolation '%s' is not known here".formatted(name));
                };
        boolean square = timm.path("crop_mode").asText("").equals("squash");
        return new Preprocessing(resize, side, filter, square, "");
    }

    private int crop(int resize) {
        JsonNode size = json.path("crop_size");
        if (!json.path("do_center_crop").asBoolean(!size.isMissingNode())) {
            return resize;
        }
        requireSquare(size);
        return size.isInt() ? size.asInt() : size.path("height").asInt(resize);
    }

    private static void requireSquare(JsonNode size) {
        if (size.path("height").asInt(0) != size.path("width").asInt(0)) {
            throw new IllegalArgumentException(
                    "its images are %s pixels, and only squares are known here".formatted(size));
        }
    }

    private ResampleFilter filter(Family family) {
        JsonNode number = json.path("resample");
        return switch (number.asInt(-1)) {
            case -1 -> family.preprocessing(1 << 10).filter();
            case 1 -> ResampleFilter.LANCZOS;
            case 2 -> ResampleFilter.BILINEAR;
            case 3 -> ResampleFilter.BICUBIC;
            case 4 -> ResampleFilter.BOX;
            default ->
                    throw new IllegalArgumentException(
                            "its images are resized by Pillow's filter %s, which is not known here"
                                    .formatted(number));
        };
    }

    /** The channel statistics. */
    Statistics statistics(Family family) {
        if (!json.path("do_normalize").asBoolean(true)) {
            return new Statistics(new double[3], new double[] {1, 1, 1});
        }
        JsonNode mean = timm.has("mean") ? timm.path("mean") : json.path("image_mean");
        JsonNode std = timm.has("std") ? timm.path("std") : json.path("image_std");
        return mean.size() == 3 && std.size() == 3
                ? new Statistics(values(mean), values(std))
                : family.normalization();
    }

    private static double[] values(JsonNode array) {
        return new double[] {
            array.get(0).asDouble(), array.get(1).asDouble(), array.get(2).asDouble()
        };
    }
}
