package io.beitstream.model.task;

import io.beitstream.model.InferenceOptions;
import io.beitstream.model.Tokenizer;
import io.beitstream.model.TrainingSample;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.inference.ModelLoader;
import io.beitstream.model.inference.PixelBatch;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
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
        Tokenizer tokenizer = ModelLoader.loadTokenizer(Path.of(task.tokenizer()), options);
        return new MaskedImageModelling(task.architecture().imgSize(), tokenizer);
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
            HostTensor images = PixelBatch.of(views(samples), size);
            return List.of(images, teacher.targets(images));
        }

        @Override
        public void close() {
            teacher.close();
        }
    }

    /** Images, their masks, and the tokenizer's codes of the unmasked second view. */
    record MaskedImageModelling(int size, Tokenizer tokenizer) implements TaskInputs {
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
            List<int[]> codes =
                    tokenizer.tokenize(
                            samples.stream().map(TrainingSample::tokenizerView).toList());
            int patches = codes.get(0).length;
            long[] labels = new long[samples.size() * patches];
            ByteBuffer masks = ByteBuffer.allocate(labels.length);
            for (int i = 0; i < samples.size(); i++) {
                boolean[] mask = samples.get(i).mask();
                if (mask == null || mask.length != patches) {
                    throw new IllegalArgumentException(
                            "the tokenizer gives %d codes an image, the mask does not have as many patches: both must use one grid"
                                    .formatted(patches));
                }
                for (int n = 0; n < patches; n++) {
                    labels[i * patches + n] = codes.get(i)[n];
                    masks.put((byte) (mask[n] ? 1 : 0));
                }
            }
            return List.of(
                    PixelBatch.of(views(samples), size),
                    HostTensor.of(DType.BOOL, masks.flip(), samples.size(), patches),
                    HostTensor.ofLongs(labels, samples.size(), patches));
        }

        @Override
        public void close() {
            tokenizer.close();
        }
    }

    private static List<RgbImage> views(List<TrainingSample> samples) {
        return samples.stream().map(TrainingSample::view).toList();
    }
}
