package io.beitstream.model.task;

import io.beitstream.model.Precision;
import io.beitstream.model.beit.BeitConfig;
import io.beitstream.model.beit.PretrainingConfig;
import io.beitstream.model.checkpoint.ModelPreset;
import io.beitstream.model.conversion.FeatureModel.Pooling;
import io.beitstream.model.data.AugmentationConfig;
import io.beitstream.model.data.Regularization;
import io.beitstream.model.decoder.PixelDecoderConfig;
import io.beitstream.model.image.ResampleFilter;
import io.beitstream.model.training.OptimizerConfig;
import io.beitstream.model.vqkd.VqkdConfig;
import java.util.List;
import java.util.Locale;

/**
 * The published recipes (reference sections 3.9 and 5.6), and one for a laptop. Batch sizes are
 * those of all the authors' GPUs together, in micro-batches of what one of them held.
 */
public final class TrainingPresets {
    private static final int TINY_SIZE = 64;
    private static final int PUBLISHED_SIZE = 224;
    private static final int DECODER_DEPTH = 4;

    /** Of the tiny recipe alone: its few thousand steps are too short without. */
    private static final double REVIVE_BELOW = 0.03;

    private TrainingPresets() {}

    /**
     * A tokenizer's recipe.
     *
     * @param teacher its name; the architecture's teacher dimension is that of the preset's teacher
     */
    public static TrainingConfig tokenizer(ModelPreset preset, String teacher) {
        boolean tiny = preset == ModelPreset.TINY;
        return new TrainingConfig(
                name(preset, "tokenizer"),
                new TaskConfig.Tokenizer(
                        preset.tokenizerArchitecture(), teacher, true, tiny ? REVIVE_BELOW : 0),
                tiny ? 7 : 100,
                tiny ? 64 : 512,
                tiny ? 1 : 8,
                0,
                Precision.AUTO,
                tiny
                        ? new OptimizerConfig(1e-3, 1e-5, 1, 1e-4, 1e-4, .9, .99, 1e-8, 3)
                        : new OptimizerConfig(2e-4, 1e-5, 10, 1e-4, 1e-4, .9, .99, 1e-8, 0),
                tiny ? view(TINY_SIZE, 0, .3, 0) : view(PUBLISHED_SIZE, 0, .08, 0),
                rounds(preset, 1));
    }

    /**
     * A pretraining recipe; for the published sizes the shorter of the two, of 300 epochs.
     *
     * @param tokenizer directory of the frozen tokenizer
     * @param tokenizerId its model id
     */
    public static TrainingConfig pretraining(
            ModelPreset preset, String tokenizer, String tokenizerId) {
        boolean tiny = preset == ModelPreset.TINY;
        return new TrainingConfig(
                name(preset, "encoder"),
                new TaskConfig.Pretraining(
                        student(preset),
                        tokenizer,
                        tokenizerId,
                        tiny ? 25 : 75,
                        tiny ? 5 : 16,
                        tiny ? Pooling.MEAN : Pooling.CLS),
                tiny ? 15 : 300,
                tiny ? 64 : 2048,
                switch (preset) {
                    case TINY -> 1;
                    case BASE -> 16;
                    case LARGE -> 64;
                },
                0,
                Precision.AUTO,
                tiny
                        ? new OptimizerConfig(3e-3, 1e-5, 1, .05, .05, .9, .98, 1e-8, 3)
                        : new OptimizerConfig(1.5e-3, 1e-5, 10, .05, .05, .9, .98, 1e-8, 3),
                tiny
                        ? view(TINY_SIZE, TINY_SIZE, .4, 0)
                        : view(PUBLISHED_SIZE, PUBLISHED_SIZE, .2, .4),
                rounds(preset, 1));
    }

    /**
     * A recipe of a pixel decoder.
     *
     * @param codes the architecture of the frozen tokenizer
     * @param tokenizer its directory
     * @param tokenizerId its model id
     */
    public static TrainingConfig decoder(
            ModelPreset preset, VqkdConfig codes, String tokenizer, String tokenizerId) {
        boolean tiny = preset == ModelPreset.TINY;
        return new TrainingConfig(
                name(preset, "decoder"),
                new TaskConfig.Decoding(
                        new PixelDecoderConfig(
                                codes.imgSize(),
                                codes.patchSize(),
                                codes.codebookSize(),
                                codes.codeDim(),
                                codes.embedDim(),
                                DECODER_DEPTH,
                                codes.numHeads()),
                        tokenizer,
                        tokenizerId),
                tiny ? 8 : 50,
                tiny ? 64 : 512,
                tiny ? 1 : 8,
                0,
                Precision.AUTO,
                new OptimizerConfig(tiny ? 1e-3 : 2e-4, 1e-5, 1, .05, .05, .9, .99, 1e-8, 3),
                view(codes.imgSize(), 0, .5, 0),
                rounds(preset, 1));
    }

    /**
     * A fine-tuning recipe; for the published sizes the one after 300 epochs of pretraining, in
     * micro-batches of our choice.
     *
     * @param architecture of the encoder that is trained, with any classifier or none
     * @param classes by number
     */
    public static TrainingConfig fineTuning(
            ModelPreset preset, BeitConfig architecture, List<String> classes) {
        boolean tiny = preset == ModelPreset.TINY;
        boolean large = preset == ModelPreset.LARGE;
        return new TrainingConfig(
                name(preset, "classifier"),
                new TaskConfig.FineTuning(
                        architecture.withClasses(classes.size()),
                        classes,
                        large ? .2 : .1,
                        large ? .8 : .65,
                        tiny ? .99 : 0,
                        tiny
                                ? new Regularization(.1, .2, .5, .5, .1, 1, 5, .5)
                                : new Regularization(.1, .8, 1, .5, .25, 2, 9, .5)),
                tiny ? 12 : large ? 50 : 100,
                tiny ? 64 : 1024,
                tiny ? 1 : large ? 64 : 16,
                0,
                Precision.AUTO,
                tiny
                        ? new OptimizerConfig(1e-3, 1e-6, 1, .05, .05, .9, .999, 1e-8, 0)
                        : new OptimizerConfig(
                                5e-4, 1e-6, large ? 5 : 20, .05, .05, .9, .999, 1e-8, 0),
                view(architecture.imgSize(), 0, tiny ? .4 : .08, 0),
                rounds(preset, 1));
    }

    private static PretrainingConfig student(ModelPreset preset) {
        return switch (preset) {
            case TINY -> student(TINY_SIZE, 8, 192, 6, 3, 512, .1, 2);
            case BASE -> student(PUBLISHED_SIZE, 16, 768, 12, 12, 8192, .1, 9);
            case LARGE -> student(PUBLISHED_SIZE, 16, 1024, 24, 16, 8192, 1e-5, 21);
        };
    }

    private static PretrainingConfig student(
            int size,
            int patch,
            int width,
            int depth,
            int heads,
            int codes,
            double initValues,
            int earlyLayers) {
        return new PretrainingConfig(
                size,
                patch,
                width,
                depth,
                heads,
                codes,
                initValues,
                false,
                true,
                earlyLayers,
                2,
                true,
                0,
                4);
    }

    private static AugmentationConfig view(
            int size, int secondSize, double minCropScale, double colorJitter) {
        return new AugmentationConfig(
                size,
                secondSize,
                minCropScale,
                colorJitter,
                ResampleFilter.BICUBIC,
                ResampleFilter.BICUBIC);
    }

    /**
     * How a recipe's trainers work together. DiLoCo's outer step is for hundreds of rounds: its
     * momentum takes ten to build up, and as many to die away. Trainers of a tiny run, which learns
     * most in its first few hundred steps, drift apart too fast for that: they take the mean, and
     * take it often.
     */
    public static RoundConfig rounds(ModelPreset preset, int trainers) {
        if (preset != ModelPreset.TINY) {
            return new RoundConfig(trainers, 500, 0.7, 0.9);
        }
        return new RoundConfig(trainers, trainers == 1 ? 100 : 10, 1, 0);
    }

    private static String name(ModelPreset preset, String kind) {
        return preset.name().toLowerCase(Locale.ROOT) + "-" + kind;
    }
}
