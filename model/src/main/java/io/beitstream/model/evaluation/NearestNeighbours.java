package io.beitstream.model.evaluation;

import io.beitstream.model.engine.TorchDevice;
import io.beitstream.model.engine.TorchModule;
import io.beitstream.model.script.ScriptArchive;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.Initializer;
import io.beitstream.model.tensor.StateDict;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;

/**
 * Classification by the nearest training images, weighted: each of the {@code k} with the highest
 * cosine votes for its class with exp(cosine / temperature) (Wu et al., 2018; the protocol of
 * DINO).
 */
public record NearestNeighbours(int k, double temperature) {
    /** DINO's protocol: 20 neighbours, temperature 0.07. */
    public static final NearestNeighbours STANDARD = new NearestNeighbours(20, 0.07);

    private static final int QUERIES = 256;

    /** The share of test images whose class is found. */
    public double accuracy(LabelledFeatures train, LabelledFeatures test, String device)
            throws IOException {
        Classes classes = Classes.of(train);
        VoteModule votes =
                new VoteModule(train, classes.count(), Math.min(k, train.size()), temperature);
        StateDict bank =
                new StateDict(
                        Map.of(
                                "features",
                                HostTensor.ofFloats(
                                        train.values(), train.size(), train.dimension()),
                                "labels",
                                HostTensor.ofLongs(classes.numbers(train.labels()), train.size())));
        ScriptArchive archive = ScriptArchive.forInference(votes, bank, DType.FLOAT32);
        long[] predicted = new long[test.size()];
        try (TorchModule module = TorchModule.load(archive, new TorchDevice(device))) {
            int width = test.dimension();
            for (int start = 0; start < test.size(); start += QUERIES) {
                int count = Math.min(QUERIES, test.size() - start);
                float[] queries =
                        Arrays.copyOfRange(test.values(), start * width, (start + count) * width);
                long[] found = module.forward(HostTensor.ofFloats(queries, count, width)).toLongs();
                System.arraycopy(found, 0, predicted, start, count);
            }
        }
        return Classes.accuracy(predicted, classes.numbers(test.labels()));
    }

    /** {@code forward(queries)}: {@code (m, d)} to class numbers {@code (m)} int64. */
    private static final class VoteModule extends ScriptModule {
        VoteModule(LabelledFeatures train, int classes, int k, double temperature) {
            buffer("features", Initializer.zeros(), train.size(), train.dimension());
            buffer("labels", Initializer.zeros(), train.size());
            attribute("classes", classes);
            attribute("k", k);
            attribute("temperature", temperature);
            method(
                    """
                    def unit(self, x: Tensor) -> Tensor:
                        return x / torch.clamp_min(torch.linalg_vector_norm(x, 2, [-1], True), 1e-12)

                    def forward(self, queries: Tensor) -> Tensor:
                        cosines = torch.matmul(self.unit(queries), self.unit(self.features).t())  # (m, n)
                        nearest, indices = torch.topk(cosines, self.k, 1)
                        labels = self.labels[indices]  # (m, k)
                        empty = torch.zeros([queries.size(0), self.classes], device=queries.device)
                        votes = torch.scatter_add(empty, 1, labels, torch.exp(nearest / self.temperature))
                        return torch.argmax(votes, 1)
                    """);
        }
    }
}
