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
import io.beitstream.model.training.AdamW;
import io.beitstream.model.training.CosineSchedule;
import io.beitstream.model.training.Loss;
import io.beitstream.model.training.TrainingStepModule;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Classification by a linear layer that is trained on standardised features: AdamW, a cosine from
 * {@code learningRate} to 0.
 */
public record LinearProbe(int epochs, int batchSize, double learningRate, double weightDecay) {
    public static final LinearProbe STANDARD = new LinearProbe(50, 256, 3e-3, 1e-4);

    /** The share of test images whose class is found. */
    public double accuracy(LabelledFeatures train, LabelledFeatures test, String device)
            throws IOException {
        Classes classes = Classes.of(train);
        Standardization scale = Standardization.of(train);
        float[] features = scale.apply(train);
        long[] labels = classes.numbers(train.labels());
        int width = train.dimension();
        TrainingStepModule step =
                new TrainingStepModule(
                        new ProbeModule(width, classes.count()),
                        Loss.of("losses", 2),
                        new AdamW(.9, .999, 1e-8, Double.POSITIVE_INFINITY),
                        1);
        StateDict start = step.initialState(new SplittableRandom(0));
        ScriptArchive archive = ScriptArchive.forTraining(step, start, DType.FLOAT32);
        try (TorchModule module = TorchModule.load(archive, new TorchDevice(device))) {
            train(module, features, labels, width);
            StateDict trained = new StateDict(module.call("weights", List.of()));
            long[] predicted =
                    predict(
                            trained.get("linear.weight").toFloats(),
                            trained.get("linear.bias").toFloats(),
                            scale.apply(test));
            return Classes.accuracy(predicted, classes.numbers(test.labels()));
        }
    }

    private void train(TorchModule module, float[] features, long[] labels, int width) {
        int size = Math.min(batchSize, labels.length);
        int batches = labels.length / size;
        CosineSchedule rates = new CosineSchedule(learningRate, 0, 0, epochs * batches);
        SplittableRandom random = new SplittableRandom(0);
        int[] order = new int[labels.length];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        for (int i = 0; i < epochs * batches; i++) {
            if (i % batches == 0) {
                shuffle(order, random);
            }
            float[] rows = new float[size * width];
            long[] targets = new long[size];
            for (int j = 0; j < size; j++) {
                int sample = order[i % batches * size + j];
                System.arraycopy(features, sample * width, rows, j * width, width);
                targets[j] = labels[sample];
            }
            module.call(
                    "step",
                    List.of(
                            HostTensor.ofFloats(rows, size, width),
                            HostTensor.ofLongs(targets, size),
                            HostTensor.ofScalar(i + 1),
                            HostTensor.ofScalar(rates.at(i)),
                            HostTensor.ofScalar(weightDecay)));
        }
    }

    private static long[] predict(float[] weight, float[] bias, float[] features) {
        int width = weight.length / bias.length;
        long[] predicted = new long[features.length / width];
        for (int i = 0; i < predicted.length; i++) {
            double best = Double.NEGATIVE_INFINITY;
            for (int c = 0; c < bias.length; c++) {
                double logit = bias[c];
                for (int d = 0; d < width; d++) {
                    logit += (double) weight[c * width + d] * features[i * width + d];
                }
                if (logit > best) {
                    best = logit;
                    predicted[i] = c;
                }
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
        static Standardization of(LabelledFeatures train) {
            int width = train.dimension();
            double[] sum = new double[width];
            double[] squares = new double[width];
            for (int i = 0; i < train.values().length; i++) {
                double value = train.values()[i];
                sum[i % width] += value;
                squares[i % width] += value * value;
            }
            double[] deviation = new double[width];
            for (int d = 0; d < width; d++) {
                sum[d] /= train.size();
                double variance = squares[d] / train.size() - sum[d] * sum[d];
                deviation[d] = Math.max(Math.sqrt(Math.max(variance, 0)), 1e-6);
            }
            return new Standardization(sum, deviation);
        }

        float[] apply(LabelledFeatures features) {
            int width = features.dimension();
            float[] out = features.values().clone();
            for (int i = 0; i < out.length; i++) {
                out[i] = (float) ((out[i] - mean[i % width]) / deviation[i % width]);
            }
            return out;
        }
    }
}
