package io.beitstream.model.training.data;

import io.beitstream.model.image.AffineMap;
import io.beitstream.model.image.ColorEnhancement;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.image.Sharpness;
import io.beitstream.model.image.ToneCurves;

/**
 * The changes that RandAugment draws from, in timm's "increasing" form: the greater the level, from
 * 0 to 10, the greater the change. Those with a direction take the level with a sign.
 */
enum RandAugmentOperation {
    AUTO_CONTRAST(false) {
        @Override
        RgbImage apply(RgbImage image, double level) {
            return ToneCurves.autoContrast(image);
        }
    },
    EQUALIZE(false) {
        @Override
        RgbImage apply(RgbImage image, double level) {
            return ToneCurves.equalize(image);
        }
    },
    INVERT(false) {
        @Override
        RgbImage apply(RgbImage image, double level) {
            return ToneCurves.invert(image);
        }
    },
    ROTATE(true) {
        @Override
        RgbImage apply(RgbImage image, double level) {
            return moved(image, AffineMap.rotation(level * 3, image.width(), image.height()));
        }
    },
    POSTERIZE(false) {
        @Override
        RgbImage apply(RgbImage image, double level) {
            return ToneCurves.posterize(image, 4 - (int) (level / MOST * 4));
        }
    },
    SOLARIZE(false) {
        @Override
        RgbImage apply(RgbImage image, double level) {
            return ToneCurves.solarize(image, 256 - Math.min(256, (int) (level / MOST * 256)));
        }
    },
    SOLARIZE_ADD(false) {
        @Override
        RgbImage apply(RgbImage image, double level) {
            return ToneCurves.raiseDarkHalf(image, Math.min(128, (int) (level / MOST * 110)));
        }
    },
    COLOR(true) {
        @Override
        RgbImage apply(RgbImage image, double level) {
            return ColorEnhancement.SATURATION.apply(image, factor(level));
        }
    },
    CONTRAST(true) {
        @Override
        RgbImage apply(RgbImage image, double level) {
            return ColorEnhancement.CONTRAST.apply(image, factor(level));
        }
    },
    BRIGHTNESS(true) {
        @Override
        RgbImage apply(RgbImage image, double level) {
            return ColorEnhancement.BRIGHTNESS.apply(image, factor(level));
        }
    },
    SHARPNESS(true) {
        @Override
        RgbImage apply(RgbImage image, double level) {
            return Sharpness.apply(image, factor(level));
        }
    },
    SHEAR_X(true) {
        @Override
        RgbImage apply(RgbImage image, double level) {
            return moved(image, AffineMap.shearX(level / MOST * 0.3));
        }
    },
    SHEAR_Y(true) {
        @Override
        RgbImage apply(RgbImage image, double level) {
            return moved(image, AffineMap.shearY(level / MOST * 0.3));
        }
    },
    TRANSLATE_X(true) {
        @Override
        RgbImage apply(RgbImage image, double level) {
            return moved(image, AffineMap.translation(level / MOST * 0.45 * image.width(), 0));
        }
    },
    TRANSLATE_Y(true) {
        @Override
        RgbImage apply(RgbImage image, double level) {
            return moved(image, AffineMap.translation(0, level / MOST * 0.45 * image.height()));
        }
    };

    /** The greatest level. */
    static final double MOST = 10;

    /** The mean colour of ImageNet. */
    private static final byte[] FILL = {124, 116, 104};

    private final boolean directed;

    RandAugmentOperation(boolean directed) {
        this.directed = directed;
    }

    /** Whether it goes two ways. */
    boolean directed() {
        return directed;
    }

    abstract RgbImage apply(RgbImage image, double level);

    private static RgbImage moved(RgbImage image, AffineMap map) {
        return map.apply(image, FILL);
    }

    private static float factor(double level) {
        return (float) Math.max(0.1, 1 + level / MOST * 0.9);
    }
}
