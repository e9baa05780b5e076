package io.beitstream.jobs.pipeline.inference;

import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.image.RgbImage;

/** A network of images. */
public interface LoadedNetwork<O> extends SharedNetwork<RgbImage, O> {
    /** What must be applied to a decoded image before it comes here. */
    Preprocessing preprocessing();

    /** A black square. */
    @Override
    default RgbImage knownGood() {
        int side = preprocessing().crop();
        return new RgbImage(side, side, new byte[side * side * RgbImage.CHANNELS]);
    }
}
