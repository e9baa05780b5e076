package io.beitstream.model.training.data;

import io.beitstream.model.image.ResampleFilter;
import java.io.Serializable;

/**
 * The settings by which a training sample is made of an image (reference sections 2.4 and 2.7).
 *
 * @param size side of the view that the network in training sees, in pixels
 * @param secondSize side of the view that the tokenizer sees; 0 for no second view
 * @param minCropScale smallest share of the image that a crop keeps
 * @param colorJitter strength of brightness, contrast and saturation; 0 for none
 * @param interpolation of the first view
 * @param secondInterpolation of the second view
 */
public record AugmentationConfig(
        int size,
        int secondSize,
        double minCropScale,
        double colorJitter,
        ResampleFilter interpolation,
        ResampleFilter secondInterpolation)
        implements Serializable {
    public AugmentationConfig {
        if (size < 1 || secondSize < 0) {
            throw new IllegalArgumentException("a view needs a size of at least one pixel");
        }
        if (!(minCropScale > 0 && minCropScale <= 1)) {
            throw new IllegalArgumentException(
                    "min_crop_scale is %s, but must lie in (0, 1]".formatted(minCropScale));
        }
        if (!(colorJitter >= 0 && colorJitter <= 1)) {
            throw new IllegalArgumentException(
                    "color_jitter is %s, but must lie in [0, 1]".formatted(colorJitter));
        }
    }
}
