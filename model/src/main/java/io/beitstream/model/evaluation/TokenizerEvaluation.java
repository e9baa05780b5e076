package io.beitstream.model.evaluation;

import io.beitstream.model.InferenceOptions;
import io.beitstream.model.checkpoint.ModelConfig.TokenizerConfig;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.engine.TorchDevice;
import io.beitstream.model.engine.TorchModule;
import io.beitstream.model.inference.PixelBatch;
import io.beitstream.model.precision.InferenceArchives;
import io.beitstream.model.precision.PrecisionChooser;
import io.beitstream.model.script.ScriptArchive;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import io.beitstream.model.training.data.ImageDataset;
import io.beitstream.model.training.task.CodeHits;
import io.beitstream.model.training.task.Teacher;
import io.beitstream.model.training.task.Teachers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The measurement of what a tokenizer keeps of its teacher's features, on images that it has not
 * been trained on.
 *
 * @param reconstructionLoss mean cosine distance of the decoder's output and the teacher's features
 * @param constantLoss the same for the best constant prediction: the mean of the normalised
 *     features
 * @param codebookUsage share of the codes that are used at all
 * @param perplexity of the codes, in codes
 */
public record TokenizerEvaluation(
        int images,
        int undecodable,
        double reconstructionLoss,
        double constantLoss,
        double codebookUsage,
        double perplexity) {
    /**
     * Evaluates.
     *
     * @param teacher by name, the one the tokenizer was trained with
     * @throws IllegalArgumentException if the teacher's features have another dimension
     */
    public static TokenizerEvaluation of(
            Path tokenizer, String teacher, ImageDataset dataset, InferenceOptions asked)
            throws IOException {
        InferenceOptions options = PrecisionChooser.ofThisMachine().settle(asked);
        ModelDirectory model = ModelDirectory.openTokenizer(tokenizer);
        TokenizerConfig config = (TokenizerConfig) model.config();
        int size = config.architecture().imgSize();
        ScriptArchive archive = InferenceArchives.of(config.network(), model.state(), options);
        DatasetReader reader = new DatasetReader(dataset, config.preprocessing());
        Sums sums =
                new Sums(config.architecture().teacherDim(), config.architecture().codebookSize());
        try (Teacher frozen =
                        Teachers.open(teacher, size, config.architecture().patchSize(), options);
                TorchModule network =
                        TorchModule.load(archive, new TorchDevice(options.device()))) {
            reader.forEach(
                    batch -> {
                        HostTensor images = PixelBatch.of(batch.images(), size);
                        HostTensor targets = frozen.targets(images);
                        sums.requireDimension(teacher, targets);
                        StateDict outputs =
                                new StateDict(network.call("distill", List.of(images, targets)));
                        sums.add(batch.images().size(), targets, outputs);
                    });
        }
        return sums.evaluation(reader.undecodable());
    }

    private static final class Sums {
        private final double[] direction;
        private final CodeHits hits;
        private long patches;
        private int images;
        private double loss;

        Sums(int dimension, int codes) {
            direction = new double[dimension];
            hits = new CodeHits(codes);
        }

        void requireDimension(String teacher, HostTensor targets) {
            if (targets.shape()[2] != direction.length) {
                throw new IllegalArgumentException(
                        "teacher %s gives %d values a patch, the tokenizer was trained for %d: name the teacher it was trained with"
                                .formatted(teacher, targets.shape()[2], direction.length));
            }
        }

        void add(int count, HostTensor targets, StateDict outputs) {
            images += count;
            loss += count * (double) outputs.get("distillation_loss").toFloats()[0];
            hits.add(outputs.get("codes").toLongs());
            float[] values = targets.toFloats();
            for (int row = 0; row < values.length; row += direction.length) {
                addUnit(values, row);
            }
        }

        private void addUnit(float[] values, int row) {
            double squares = 0;
            for (int i = row; i < row + direction.length; i++) {
                squares += (double) values[i] * values[i];
            }
            double scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
            for (int i = 0; i < direction.length; i++) {
                direction[i] += values[row + i] * scale;
            }
            patches++;
        }

        TokenizerEvaluation evaluation(int undecodable) {
            double squares = 0;
            for (double component : direction) {
                squares += component / patches * (component / patches);
            }
            return new TokenizerEvaluation(
                    images,
                    undecodable,
                    loss / images,
                    1 - Math.sqrt(squares),
                    hits.usage(),
                    hits.perplexity());
        }
    }
}
