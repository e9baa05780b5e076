package io.beitstream.model.evaluation;

import io.beitstream.model.engine.TorchDevice;
import io.beitstream.model.engine.TorchModule;
import io.beitstream.model.layers.Linear;
import io.beitstream.model.script.ScriptArchive;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.Initializer;
import io.beitstream.model.tensor.StateDict;
import io.beitstream.model.training.step.AdamW;
import io.beitstream.model.training.step.CosineSchedule;
import io.beitstream.model.training.step.Loss;
import io.beitstream.model.training.step.TrainingStepModule;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Classification by a linear layer that is trained on standardised features: AdamW, a cosine from
 * {@code learningRate} to 0, over {@code epochs} or {@value #MOST_STEPS} steps, whichever are
 * fewer. With batches of 256 these are ten epochs of ImageNet. Batches are read from the features'
 * file; in memory are the order of the images and the weights.
 */
public record LinearProbe(int epochs, int batchSize, double learningRate, double weightDecay) {
    public static final LinearProbe STANDARD = new LinearProbe(50, 256, 3e-3, 1e-4);

    private static final int MOST_STEPS = 50_000;

    /** Test images that are classified at once. */
    private static final int QUERIES = 1024;

    /** The share of test images whose class is found. */
    public double accuracy(LabelledFeatures train, LabelledFeatures test, String device)
            throws IOException {
        Classes classes = Classes.of(train);
        Standardization scale = Standardization.of(train);
        TrainingStepModule step =
                new TrainingStepModule(
                        new ProbeModule(train.dimension(), classes.count()),
                        Loss.of("losses", 2),
                        new AdamW(.9, .999, 1e-8, Double.POSITIVE_INFINITY),
                        1);
        StateDict start = step.initialState(new SplittableRandom(0));
        ScriptArchive archive = ScriptArchive.forTraining(step, start, DType.FLOAT32);
        try (TorchModule module = TorchModule.load(archive, new TorchDevice(device))) {
            train(module, train, scale, classes.of(train.labels()));
            StateDict trained = new StateDict(module.call("weights", List.of()));
            return accuracy(
                    trained.get("linear.weight").toFloats(),
                    trained.get("linear.bias").toFloats(),
                    test,
                    scale,
                    classes.of(test.labels()));
        }
    }

    private void train(
            TorchModule module, LabelledFeatures train, Standardization scale, long[] classOf)
            throws IOException {
        int width = train.dimension();
        int size = Math.min(batchSize, train.size());
        int batches = train.size() / size;
        int steps = (int) Math.min(MOST_STEPS, (long) epochs * batches);
        CosineSchedule rates = new CosineSchedule(learningRate, 0, 0, steps);
        SplittableRandom random = new SplittableRandom(0);
        int[] order = IntStream.range(0, train.size()).toArray();
        ByteBuffer rows = train.buffer(size);
        for (int i = 0; i < steps; i++) {
            if (i % batches == 0) {
                shuffle(order, random);
            }
            rows.clear();
            for (int j = 0; j < size; j++) {
                train.read(order[i % batches * size + j], 1, rows);
            }
            rows.flip();
            module.call(
                    "step",
                    List.of(
                            HostTensor.ofFloats(scale.features(rows), size, width),
                            HostTensor.ofLongs(scale.classes(rows, classOf), size),
                            HostTensor.ofScalar(i + 1),
                            HostTensor.ofScalar(rates.at(i)),
                            HostTensor.ofScalar(weightDecay)));
        }
    }

    private static double accuracy(
            float[] weight,
            float[] bias,
            LabelledFeatures test,
            Standardization scale,
            long[] classOf)
            throws IOException {
        long right = 0;
        ByteBuffer rows = test.buffer(Math.min(QUERIES, test.size()));
        for (int first = 0; first < test.size(); first += QUERIES) {
            int count = Math.min(QUERIES, test.size() - first);
            test.read(first, count, rows.clear());
            rows.flip();
            float[] features = scale.features(rows);
            long[] expected = scale.classes(rows, classOf);
            right +=
                    IntStream.range(0, count)
                            .parallel()
                            .filter(i -> predict(weight, bias, features, i) == expected[i])
                            .count();
        }
        return (double) right / test.size();
    }

    private static int predict(float[] weight, float[] bias, float[] features, int image) {
        int width = weight.length / bias.length;
        int predicted = 0;
        double best = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < bias.length; c++) {
            double logit = bias[c];
            for (int d = 0; d < width; d++) {
                logit += (double) weight[c * width + d] * features[image * width + d];
            }
            if (logit > best) {
                best = logit;
                predicted = c;
            }
        }
        return predicted;
    }

    private static void shuffle(int[] order, SplittableRandom random) {
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
    }

    /** {@code losses(features, labels)}: {@code (m, d)}, {@code (m)} to the cross entropy. */
    private static final class ProbeModule extends ScriptModule {
        ProbeModule(int width, int classes) {
            child("linear", new Linear(width, classes, Initializer.zeros()));
            method(
                    """
                    def losses(self, features: Tensor, labels: Tensor) -> Dict[str, Tensor]:
                        logits = self.linear.forward(features)
                        loss = torch.cross_entropy_loss(logits, labels, None, 1, -100, 0.0)
                        return {"loss": loss.reshape([1])}
                    """);
        }
    }

    /** Each dimension with the training set's mean taken away, divided by its deviation. */
    private record Standardization(double[] mean, double[] deviation) {
        static Standardization of(LabelledFeatures train) throws IOException {
            int width = train.dimension();
            double[] sum = new double[width];
            double[] squares = new double[width];
            ByteBuffer rows = train.buffer(Math.min(QUERIES, train.size()));
            for (int first = 0; first < train.size(); first += QUERIES) {
                int count = Math.min(QUERIES, train.size() - first);
                train.read(first, count, rows.clear());
                FloatBuffer values = rows.flip().asFloatBuffer();
                for (int i = 0; i < count; i++) {
                    for (int d = 0; d < width; d++) {
                        double value = values.get(i * (width + 1) + d);
                        sum[d] += value;
                        squares[d] += value * value;
                    }
                }
            }
            double[] deviation = new double[width];
            for (int d = 0; d < width; d++) {
                sum[d] /= train.size();
                double variance = squares[d] / train.size() - sum[d] * sum[d];
                deviation[d] = Math.max(Math.sqrt(Math.max(variance, 0)), 1e-6);
            }
            return new Standardization(sum, deviation);
        }

        /** The features of rows. */
        float[] features(ByteBuffer rows) {
            int width = mean.length;
            FloatBuffer values = rows.asFloatBuffer();
            float[] out = new float[values.remaining() / (width + 1) * width];
            for (int i = 0; i < out.length; i++) {
                float value = values.get(i / width * (width + 1) + i % width);
                out[i] = (float) ((value - mean[i % width]) / deviation[i % width]);
            }
            return out;
        }

        /** The classes of rows. */
        long[] classes(ByteBuffer rows, long[] classOf) {
            int width = mean.length;
            FloatBuffer values = rows.asFloatBuffer();
            long[] out = new long[values.remaining() / (width + 1)];
            for (int i = 0; i < out.length; i++) {
                out[i] = classOf[(int) values.get(i * (width + 1) + width)];
            }
            return out;
        }
    }
}
