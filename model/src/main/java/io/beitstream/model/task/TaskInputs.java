package io.beitstream.model.task;

import io.beitstream.model.InferenceOptions;
import io.beitstream.model.TrainingSample;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.inference.PixelBatch;
import io.beitstream.model.tensor.HostTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Makes the inputs of a network's loss of samples, with the frozen network that knows the targets.
 */
interface TaskInputs extends AutoCloseable {
    /** The method of the network that computes its losses. */
    String lossMethod();

    /** The number of tensors it takes. */
    int count();

    /** The tensors of a micro-batch. */
    List<HostTensor> of(List<TrainingSample> samples);

    @Override
    void close();

    /** Loads what a task needs besides its own network. */
    static TaskInputs open(TrainingConfig config, InferenceOptions options) throws IOException {
        if (config.task() instanceof TaskConfig.Tokenizer task) {
            int size = task.architecture().imgSize();
            int patch = task.architecture().patchSize();
            return new Distillation(size, Teachers.open(task.teacher(), size, patch, options));
        }
        TaskConfig.Pretraining task = (TaskConfig.Pretraining) config.task();
        return new MaskedImageModelling(
                MaskedBatches.open(
                        Path.of(task.tokenizer()), task.architecture().imgSize(), options));
    }

    /** Images and the teacher's features of the same crops. */
    record Distillation(int size, Teacher teacher) implements TaskInputs {
        @Override
        public String lossMethod() {
            return "distill";
        }

        @Override
        public int count() {
            return 2;
        }

        @Override
        public List<HostTensor> of(List<TrainingSample> samples) {
            List<RgbImage> views = samples.stream().map(TrainingSample::view).toList();
            HostTensor images = PixelBatch.of(views, size);
            return List.of(images, teacher.targets(images));
        }

        @Override
        public void close() {
            teacher.close();
        }
    }

    /** Images, their masks, and the tokenizer's codes. */
    record MaskedImageModelling(MaskedBatches batches) implements TaskInputs {
        @Override
        public String lossMethod() {
            return "pretrain";
        }

        @Override
        public int count() {
            return 3;
        }

        @Override
        public List<HostTensor> of(List<TrainingSample> samples) {
            return batches.of(samples);
        }

        @Override
        public void close() {
            batches.close();
        }
    }
}
