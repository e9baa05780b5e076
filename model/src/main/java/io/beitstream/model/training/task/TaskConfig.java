package io.beitstream.model.training.task;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.beitstream.model.beit.BeitConfig;
import io.beitstream.model.beit.BeitFeatureModule;
import io.beitstream.model.beit.BeitPretrainingModule;
import io.beitstream.model.beit.PretrainingConfig;
import io.beitstream.model.conversion.FeatureModel.Pooling;
import io.beitstream.model.decoder.PixelDecoderConfig;
import io.beitstream.model.decoder.PixelDecoderModule;
import io.beitstream.model.feature.PixelNormalization.Statistics;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.training.data.Augmentation;
import io.beitstream.model.training.data.AugmentationConfig;
import io.beitstream.model.training.data.MaskingGenerator;
import io.beitstream.model.training.data.Regularization;
import io.beitstream.model.training.step.LayerDecay;
import io.beitstream.model.training.step.WeightRules;
import io.beitstream.model.vqkd.VqkdConfig;
import io.beitstream.model.vqkd.VqkdTokenizerModule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is learned: one of the networks, in one of the ways. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = TaskConfig.Tokenizer.class, name = "tokenizer"),
    @JsonSubTypes.Type(value = TaskConfig.Pretraining.class, name = "pretraining"),
    @JsonSubTypes.Type(value = TaskConfig.Decoding.class, name = "decoder"),
    @JsonSubTypes.Type(value = TaskConfig.FineTuning.class, name = "fine-tuning")
})
public sealed interface TaskConfig {
    /**
     * The network that learns.
     *
     * @param batches of the recipe that all trainers together take in a step. The codebook's moving
     *     average goes by them, so that codes move as far for the same samples
     * @param inParts whether the batch of a step comes in micro-batches, of which a codebook is to
     *     see the whole
     */
    ScriptModule network(double batches, boolean inParts);

    /** The masks of its samples; null for none. */
    @JsonIgnore
    default @Nullable MaskingGenerator masks() {
        return null;
    }

    /** The size of the codebook; 0 where there is none. */
    @JsonIgnore
    int codes();

    /** How its samples are made of images. */
    default Augmentation augmentation(AugmentationConfig config) {
        return new Augmentation(config, masks());
    }

    /** The classes that its samples are numbered by. */
    default List<String> labels() {
        return List.of();
    }

    /** The same without what makes learning harder than the task is. */
    default TaskConfig unregularized() {
        return this;
    }

    /** How its weights move besides the gradient. */
    default WeightRules weightRules() {
        return WeightRules.NONE;
    }

    /**
     * Refuses an augmentation whose views do not fit the networks.
     *
     * @throws IllegalArgumentException naming both sizes
     */
    void requireViews(AugmentationConfig augmentation);

    /**
     * Vector-quantised knowledge distillation (reference section 3).
     *
     * @param teacher by name, as {@link Teachers} knows it
     * @param kmeansInit whether the codes start as cluster centres of the untrained encoder's
     *     outputs
     * @param reviveBelow share of an equal part of the patches below which a code counts as unused
     *     and moves onto a random patch; 0 for never, as published
     */
    record Tokenizer(
            VqkdConfig architecture, String teacher, boolean kmeansInit, double reviveBelow)
            implements TaskConfig {
        /** The same, that learns from another teacher. */
        public Tokenizer taughtBy(String other) {
            return new Tokenizer(architecture, other, kmeansInit, reviveBelow);
        }

        @Override
        public ScriptModule network(double batches, boolean inParts) {
            return new VqkdTokenizerModule(
                    architecture.movingCodesAsIn(batches), reviveBelow, inParts);
        }

        @Override
        public int codes() {
            return architecture.codebookSize();
        }

        @Override
        public void requireViews(AugmentationConfig augmentation) {
            requireSize("the view", augmentation.size(), architecture.imgSize());
        }
    }

    /**
     * Masked image modelling (reference section 5).
     *
     * @param tokenizer directory of the frozen tokenizer whose codes are the labels
     * @param tokenizerId its model id, so that a run does not go on with other labels
     * @param maskedPatches that every mask hides
     * @param minMaskBlock smallest area that a block of a mask is proposed with, in patches
     * @param pooling of the encoder that comes out
     */
    record Pretraining(
            PretrainingConfig architecture,
            String tokenizer,
            String tokenizerId,
            int maskedPatches,
            int minMaskBlock,
            Pooling pooling)
            implements TaskConfig {
        private static final double MIN_ASPECT = 0.3;

        @Override
        public ScriptModule network(double batches, boolean inParts) {
            return new BeitPretrainingModule(architecture);
        }

        @Override
        public MaskingGenerator masks() {
            int side = architecture.imgSize() / architecture.patchSize();
            return new MaskingGenerator(
                    side, side, maskedPatches, minMaskBlock, maskedPatches, MIN_ASPECT);
        }

        @Override
        public int codes() {
            return architecture.vocabSize();
        }

        @Override
        public void requireViews(AugmentationConfig augmentation) {
            requireSize("the view", augmentation.size(), architecture.imgSize());
            var unused = masks(); // refuses more masked patches than there are
            if (augmentation.secondSize() < 1) {
                throw new IllegalArgumentException(
                        "augmentation.second_size must be the tokenizer's image size");
            }
        }
    }

    /**
     * Rebuilding pixels from a frozen tokenizer's codes.
     *
     * @param tokenizer its directory
     * @param tokenizerId its model id, so that a run does not go on with other codes
     */
    record Decoding(PixelDecoderConfig architecture, String tokenizer, String tokenizerId)
            implements TaskConfig {
        @Override
        public ScriptModule network(double batches, boolean inParts) {
            return new PixelDecoderModule(architecture);
        }

        @Override
        public int codes() {
            return architecture.codebookSize();
        }

        @Override
        public void requireViews(AugmentationConfig augmentation) {
            requireSize("the view", augmentation.size(), architecture.imgSize());
        }
    }

    /**
     * Supervised training of a whole encoder (reference section 6.2).
     *
     * @param architecture with as many classes as there are names
     * @param classes by number
     * @param dropPath rate of the last block
     * @param layerDecay factor of the learning rate from one layer to the one below it; 1 for none
     * @param averageDecay of the moving average of the weights, which is then what comes out; 0 for
     *     none
     */
    record FineTuning(
            BeitConfig architecture,
            List<String> classes,
            double dropPath,
            double layerDecay,
            double averageDecay,
            Regularization regularization)
            implements TaskConfig {
        public FineTuning {
            classes = List.copyOf(classes);
            if (architecture.numClasses() != classes.size() || classes.isEmpty()) {
                throw new IllegalArgumentException(
                        "num_classes is %d, but there are %d classes"
                                .formatted(architecture.numClasses(), classes.size()));
            }
            if (!(dropPath >= 0 && dropPath < 1)) {
                throw new IllegalArgumentException(
                        "drop_path is %s, but must lie in [0, 1)".formatted(dropPath));
            }
            var unused = new WeightRules(new LayerDecay(layerDecay, 1), averageDecay);
        }

        @Override
        public ScriptModule network(double batches, boolean inParts) {
            return new BeitFeatureModule(architecture, Statistics.IMAGENET, dropPath);
        }

        @Override
        public int codes() {
            return 0;
        }

        @Override
        public Augmentation augmentation(AugmentationConfig config) {
            return Augmentation.ofLabelled(config, regularization);
        }

        @Override
        public List<String> labels() {
            return classes;
        }

        @Override
        public TaskConfig unregularized() {
            return new FineTuning(
                    architecture, classes, 0, layerDecay, averageDecay, Regularization.NONE);
        }

        @Override
        public WeightRules weightRules() {
            return new WeightRules(new LayerDecay(layerDecay, architecture.depth()), averageDecay);
        }

        @Override
        public void requireViews(AugmentationConfig augmentation) {
            requireSize("the view", augmentation.size(), architecture.imgSize());
        }
    }

    private static void requireSize(String what, int size, int expected) {
        if (size != expected) {
            throw new IllegalArgumentException(
                    "%s has augmentation.size %d, but the network takes images of %d pixels"
                            .formatted(what, size, expected));
        }
    }
}
