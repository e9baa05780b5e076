package io.beitstream.model.training.task;

import io.beitstream.model.InferenceOptions;
import io.beitstream.model.TrainingSample;
import io.beitstream.model.checkpoint.ModelConfig.TokenizerConfig;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.inference.PixelBatch;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import io.beitstream.model.training.data.LabelledBatch;
import io.beitstream.model.training.step.Loss;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Makes the inputs of a step of samples, and says what the network learns from them. The frozen
 * network that knows the targets is a part of the step, so that what it gives stays on the device.
 */
interface TaskInputs extends AutoCloseable {
    /** What the network is trained on. */
    Loss loss();

    /** The weights of the loss's frozen module; empty if it has none. */
    default StateDict targetState() {
        return new StateDict(Map.of());
    }

    /**
     * The tensors of a micro-batch.
     *
     * @param random for what is drawn for the batch as a whole
     */
    List<HostTensor> of(List<TrainingSample> samples, RandomGenerator random);

    @Override
    default void close() {}

    /** Loads what a task needs besides its own network. */
    static TaskInputs open(TrainingConfig config, InferenceOptions options) throws IOException {
        return open(config.task(), options);
    }

    /** The same for the task alone. */
    static TaskInputs open(TaskConfig config, InferenceOptions options) throws IOException {
        if (config instanceof TaskConfig.Tokenizer task) {
            int size = task.architecture().imgSize();
            int patch = task.architecture().patchSize();
            Optional<FrozenNetwork> teacher = Teachers.network(task.teacher(), size, patch);
            return teacher.isPresent()
                    ? new Distillation(size, teacher.get())
                    : new ForeignDistillation(
                            size, Teachers.open(task.teacher(), size, patch, options));
        }
        if (config instanceof TaskConfig.Decoding task) {
            return new Rebuilding(FrozenTokenizer.open(Path.of(task.tokenizer())));
        }
        if (config instanceof TaskConfig.FineTuning task) {
            return new Classification(task);
        }
        TaskConfig.Pretraining task = (TaskConfig.Pretraining) config;
        return new MaskedImageModelling(
                task.architecture().imgSize(), FrozenTokenizer.open(Path.of(task.tokenizer())));
    }

    private static HostTensor pixels(
            List<TrainingSample> samples, Function<TrainingSample, RgbImage> view, int size) {
        return PixelBatch.of(samples.stream().map(view).toList(), size);
    }

    /** Images, of which a teacher of ours makes the targets. */
    record Distillation(int size, FrozenNetwork teacher) implements TaskInputs {
        @Override
        public Loss loss() {
            return Loss.withTargets("distill", 1, teacher.module(), List.of(0), 1);
        }

        @Override
        public StateDict targetState() {
            return teacher.state();
        }

        @Override
        public List<HostTensor> of(List<TrainingSample> samples, RandomGenerator random) {
            return List.of(pixels(samples, TrainingSample::view, size));
        }
    }

    /** Images, and the features that somebody's module gives for them. */
    record ForeignDistillation(int size, Teacher teacher) implements TaskInputs {
        @Override
        public Loss loss() {
            return Loss.of("distill", 2);
        }

        @Override
        public List<HostTensor> of(List<TrainingSample> samples, RandomGenerator random) {
            HostTensor images = pixels(samples, TrainingSample::view, size);
            return List.of(images, teacher.targets(images));
        }

        @Override
        public void close() {
            teacher.close();
        }
    }

    /**
     * A tokenizer that gives labels.
     *
     * @param size side of the images that it takes, in pixels
     * @param patches codes of an image
     */
    record FrozenTokenizer(int size, int patches, ScriptModule network, StateDict state) {
        static FrozenTokenizer open(Path directory) throws IOException {
            ModelDirectory model = ModelDirectory.openTokenizer(directory);
            TokenizerConfig config = (TokenizerConfig) model.config();
            int side = config.architecture().gridSide();
            return new FrozenTokenizer(
                    config.preprocessing().crop(), side * side, config.network(), model.state());
        }

        /** Codes of all patches. */
        FrozenNetwork codes() {
            return new FrozenNetwork(CodesModule.ofAll(network), CodesModule.state(state));
        }

        /** Codes of the patches whose numbers come with the images. */
        FrozenNetwork codesOfSome() {
            return new FrozenNetwork(CodesModule.ofSome(network), CodesModule.state(state));
        }
    }

    /** Images, of which the tokenizer makes the codes to rebuild them from. */
    record Rebuilding(FrozenTokenizer tokenizer) implements TaskInputs {
        @Override
        public Loss loss() {
            return Loss.withTargets("rebuild", 1, tokenizer.codes().module(), List.of(0), 1);
        }

        @Override
        public StateDict targetState() {
            return tokenizer.codes().state();
        }

        @Override
        public List<HostTensor> of(List<TrainingSample> samples, RandomGenerator random) {
            return List.of(pixels(samples, TrainingSample::view, tokenizer.size()));
        }
    }

    /**
     * Images, the numbers of their masked patches, and the views of which the tokenizer makes the
     * labels.
     *
     * @param size side of the images, in pixels
     */
    record MaskedImageModelling(int size, FrozenTokenizer tokenizer) implements TaskInputs {
        @Override
        public Loss loss() {
            return Loss.withTargets(
                    "pretrain", 3, tokenizer.codesOfSome().module(), List.of(2, 1), 2);
        }

        @Override
        public StateDict targetState() {
            return tokenizer.codesOfSome().state();
        }

        @Override
        public List<HostTensor> of(List<TrainingSample> samples, RandomGenerator random) {
            return List.of(
                    pixels(samples, TrainingSample::view, size),
                    MaskedPatches.of(samples, tokenizer.patches()),
                    pixels(samples, TrainingSample::tokenizerView, tokenizer.size()));
        }
    }

    /** Images, mixed, and the share of each class. */
    record Classification(TaskConfig.FineTuning task) implements TaskInputs {
        @Override
        public Loss loss() {
            return Loss.of("finetune", 2);
        }

        @Override
        public List<HostTensor> of(List<TrainingSample> samples, RandomGenerator random) {
            LabelledBatch batch =
                    LabelledBatch.of(
                            samples,
                            task.architecture().imgSize(),
                            task.classes().size(),
                            task.regularization(),
                            random);
            return List.of(batch.pixels(), batch.targets());
        }
    }
}
