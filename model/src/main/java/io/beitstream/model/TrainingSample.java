package io.beitstream.model;

import io.beitstream.model.image.RgbImage;
import org.jspecify.annotations.Nullable;

/**
 * One image in the form that a network learns from: one augmented image.
 *
 * @param view what the network in training sees
 * @param tokenizerView the same crop for the tokenizer; the same object where sizes and filters
 *     agree
 * @param mask row-major, true where a patch is hidden; null where nothing is masked
 * @param label number of its class; -1 where none is learned
 */
public record TrainingSample(
        RgbImage view, RgbImage tokenizerView, boolean @Nullable [] mask, int label) {
    /** A sample without a class. */
    public TrainingSample(RgbImage view, RgbImage tokenizerView, boolean @Nullable [] mask) {
        this(view, tokenizerView, mask, -1);
    }

    /** The same with a class. */
    public TrainingSample of(int number) {
        return new TrainingSample(view, tokenizerView, mask, number);
    }
}
