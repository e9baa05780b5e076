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
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Classification by the nearest training images, weighted: each of the {@code k} with the highest
 * cosine votes for its class with exp(cosine / temperature) (Wu et al., 2018; the protocol of
 * DINO).
 *
 * <p>Cosines are products of a chunk of queries with a chunk of the training set; of each query the
 * nearest so far go from chunk to chunk. The training set is read once for {@value #GROUPS} chunks
 * of queries.
 */
public record NearestNeighbours(int k, double temperature) {
    /** DINO's protocol: 20 neighbours, temperature 0.07. */
    public static final NearestNeighbours STANDARD = new NearestNeighbours(20, 0.07);

    /** Queries in a product. */
    private static final int QUERIES = 1024;

    /** Training images in a product: 64 MiB of cosines, and of features at most. */
    private static final int KEYS = 16_384;

    private static final int MOST_BYTES = 1 << 26;
    private static final int GROUPS = 64;

    /** The share of test images whose class is found. */
    public double accuracy(LabelledFeatures train, LabelledFeatures test, String device)
            throws IOException {
        Classes classes = Classes.of(train);
        VoteModule votes =
                new VoteModule(
                        train.labels().size(),
                        classes.count(),
                        Math.min(k, train.size()),
                        temperature);
        HostTensor classOf = HostTensor.ofLongs(classes.of(train.labels()), train.labels().size());
        StateDict state = new StateDict(Map.of("class_of", classOf));
        ScriptArchive archive = ScriptArchive.forInference(votes, state, DType.FLOAT32);
        long[] expected = classes.of(test.labels());
        int right = 0;
        try (TorchModule module = TorchModule.load(archive, new TorchDevice(device))) {
            for (int first = 0; first < test.size(); first += GROUPS * QUERIES) {
                List<Queries> groups = groups(test, first, votes.k);
                find(module, train, test, groups);
                for (Queries group : groups) {
                    right += group.right(module, expected);
                }
            }
        }
        return (double) right / test.size();
    }

    private static List<Queries> groups(LabelledFeatures test, int first, int k) {
        List<Queries> groups = new ArrayList<>();
        for (int i = first; i < test.size() && groups.size() < GROUPS; i += QUERIES) {
            groups.add(new Queries(i, Math.min(QUERIES, test.size() - i), k));
        }
        return groups;
    }

    private static void find(
            TorchModule module, LabelledFeatures train, LabelledFeatures test, List<Queries> groups)
            throws IOException {
        int rowBytes = (train.dimension() + 1) * Float.BYTES;
        int chunk = Math.max(1, Math.min(KEYS, MOST_BYTES / rowBytes));
        ByteBuffer keys = train.buffer(Math.min(chunk, train.size()));
        ByteBuffer queries = test.buffer(Math.min(QUERIES, test.size()));
        for (int start = 0; start < train.size(); start += chunk) {
            HostTensor known = rows(train, start, Math.min(chunk, train.size() - start), keys);
            for (Queries group : groups) {
                group.meet(module, rows(test, group.first, group.count, queries), known);
            }
        }
    }

    /** Rows in a buffer, which may be filled anew when they have been used. */
    private static HostTensor rows(LabelledFeatures from, int first, int count, ByteBuffer into)
            throws IOException {
        from.read(first, count, into.clear());
        return HostTensor.of(DType.FLOAT32, into.flip(), count, from.dimension() + 1);
    }

    /** Consecutive test images, and the nearest training images that they have met. */
    private static final class Queries {
        private final int first;
        private final int count;
        private HostTensor labels; // of the test images
        private HostTensor cosines; // (m, k)
        private HostTensor classes; // (m, k)

        Queries(int first, int count, int k) {
            this.first = first;
            this.count = count;
            float[] none = new float[count * k];
            Arrays.fill(none, Float.NEGATIVE_INFINITY);
            this.cosines = HostTensor.ofFloats(none, count, k);
            this.classes = HostTensor.ofLongs(new long[count * k], count, k);
            this.labels = HostTensor.ofLongs(new long[count], count);
        }

        void meet(TorchModule module, HostTensor queries, HostTensor keys) {
            StateDict found =
                    new StateDict(module.call("meet", List.of(queries, keys, cosines, classes)));
            cosines = found.get("cosines");
            classes = found.get("classes");
            labels = found.get("labels");
        }

        int right(TorchModule module, long[] expected) {
            StateDict votes = new StateDict(module.call(null, List.of(cosines, classes)));
            long[] predicted = votes.get(TorchModule.RESULT).toLongs();
            long[] numbers = labels.toLongs();
            int right = 0;
            for (int i = 0; i < predicted.length; i++) {
                right += predicted[i] == expected[(int) numbers[i]] ? 1 : 0;
            }
            return right;
        }
    }

    /**
     * {@code meet(queries, keys, cosines, classes)}: rows {@code (m, d + 1)} and {@code (n, d + 1)}
     * with label numbers at their ends, the nearest so far {@code (m, k)} with their classes, to
     * the nearest of both; {@code forward(cosines, classes)}, the votes, to class numbers {@code
     * (m)} int64.
     */
    private static final class VoteModule extends ScriptModule {
        private final int k;

        VoteModule(int labels, int classes, int k, double temperature) {
            this.k = k;
            buffer("class_of", Initializer.zeros(), labels);
            attribute("classes", classes);
            attribute("k", k);
            attribute("temperature", temperature);
            method(
                    """
                    def unit(self, x: Tensor) -> Tensor:
                        return x / torch.clamp_min(torch.linalg_vector_norm(x, 2, [-1], True), 1e-12)

                    def meet(self, queries: Tensor, keys: Tensor, cosines: Tensor, classes: Tensor) -> Dict[str, Tensor]:
                        here = torch.matmul(self.unit(queries[:, :-1]), self.unit(keys[:, :-1]).t())  # (m, n)
                        nearest, indices = torch.topk(torch.cat([cosines, here], 1), self.k, 1)
                        before = torch.gather(classes, 1, torch.clamp_max(indices, self.k - 1))  # (m, k)
                        classes_of_keys = self.class_of[keys[:, -1].to(4)]  # (n)
                        new = classes_of_keys[torch.clamp_min(indices - self.k, 0)]  # (m, k)
                        found = torch.where(indices < self.k, before, new)
                        return {"cosines": nearest, "classes": found, "labels": queries[:, -1].to(4)}

                    def forward(self, cosines: Tensor, classes: Tensor) -> Tensor:
                        empty = torch.zeros([cosines.size(0), self.classes], device=cosines.device)
                        votes = torch.scatter_add(empty, 1, classes, torch.exp(cosines / self.temperature))
                        return torch.argmax(votes, 1)
                    """);
        }
    }
}
