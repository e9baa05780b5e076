package io.beitstream.model;

import java.util.Locale;

/** A figure that a training step, or the validation after it, reports. */
public enum TrainingMetric {
    LOSS("sum of the losses"),
    DISTILLATION_LOSS("1 - cosine of the decoder's output and the teacher's features, mean"),
    COMMITMENT_LOSS("squared distance of the encoder's output and its code, mean"),
    LOSS_MIM("cross entropy of the last block's prediction of masked codes, nats"),
    LOSS_CLS("cross entropy of the [CLS] head's prediction of masked codes, nats"),
    ACCURACY("share of images whose largest target class is found"),
    ACCURACY_MIM("share of masked codes that the last block predicts"),
    ACCURACY_CLS("share of masked codes that the [CLS] head predicts"),
    PSNR("peak signal-to-noise ratio of the rebuilt images, dB"),
    CODEBOOK_USAGE("share of the codes hit since the round began"),
    UNUSED_CODES("codes not hit since the round began"),
    PERPLEXITY("exp of the entropy of the hits since the round began, in codes"),
    GRADIENT_NORM("global norm of the gradient before clipping"),
    LEARNING_RATE("of the step"),
    WEIGHT_DECAY("of the step"),
    STEP_SECONDS("time of the step, teacher or tokenizer included, s"),
    DATA_WAIT_SECONDS("time that the trainer waited for samples, s"),
    UNDECODABLE_IMAGES("images replaced since the round began because they could not be decoded"),
    SKIPPED_STEPS("steps skipped in a row because loss or gradient was not finite"),
    VALIDATION_LOSS("loss of images held out, after the round"),
    VALIDATION_ACCURACY("accuracy of images held out, after the round"),
    KNN_ACCURACY("share of images held out whose class their neighbours tell, after the round");

    private final String description;

    TrainingMetric(String description) {
        this.description = description;
    }

    /** What it is, and its unit. */
    public String description() {
        return description;
    }

    /** Whether it is measured after a round, and not in a step. */
    public boolean ofRound() {
        return this == VALIDATION_LOSS || this == VALIDATION_ACCURACY || this == KNN_ACCURACY;
    }

    /** Its name in files: lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
