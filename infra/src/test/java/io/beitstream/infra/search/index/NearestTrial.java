package io.beitstream.infra.search.index;

import io.beitstream.infra.demo.ShippedModels;
import io.beitstream.infra.embedded.TemporaryDirectory;
import io.beitstream.infra.search.Hit;
import io.beitstream.model.Encoder;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.evaluation.Features;
import io.beitstream.model.evaluation.LabelledFeatures;
import io.beitstream.model.inference.ModelLoader;
import io.beitstream.model.training.data.DatasetIndexer;
import io.beitstream.model.training.data.ImageDataset;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Measures how many of the ten nearest vectors {@code nearest} finds, how fast, and how fast they
 * are indexed.
 */
public final class NearestTrial {
    private static final int NEAREST = 10;
    private static final int QUERIES = 1000;
    private static final int CLUSTERS = 1000;
    private static final long REFRESH_NANOS = 500_000_000L;
    private static final long COMMIT_NANOS = 5_000_000_000L;

    private NearestTrial() {}

    /**
     * Arguments: how many vectors, or a dataset of labelled pictures for the shipped encoder; and
     * perhaps a folder that vectors and queries are written to, as little-endian floats, for other
     * programs.
     */
    public static void main(String[] arguments) throws IOException {
        float[][] all =
                arguments[0].matches("\\d+")
                        ? clustered(Integer.parseInt(arguments[0]) + QUERIES)
                        : encoded(Path.of(arguments[0]));
        float[][] vectors = Arrays.copyOf(all, all.length - QUERIES);
        float[][] queries = Arrays.copyOfRange(all, all.length - QUERIES, all.length);
        if (arguments.length > 1) {
            Path folder = Files.createDirectories(Path.of(arguments[1]));
            write(folder.resolve("vectors.f32"), vectors);
            write(folder.resolve("queries.f32"), queries);
        }
        List<Set<String>> exact =
                Arrays.stream(queries).parallel().map(query -> exact(vectors, query)).toList();
        try (TemporaryDirectory work = new TemporaryDirectory("beitstream-nearest");
                OpenIndex open = new OpenIndex(work.path(), GraphOptions.DEFAULTS)) {
            long start = System.nanoTime();
            long startCpu = cpuNanos();
            fill(open, vectors);
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf(
                    "%,d vectors of %d dimensions indexed in %.1f s, %,.0f a second; %.1f s of all cores%n",
                    vectors.length,
                    vectors[0].length,
                    seconds,
                    vectors.length / seconds,
                    (cpuNanos() - startCpu) / 1e9);
            System.out.println("at once: " + ask(open, queries, exact));
            while (open.generation.isMerging()) {
                Thread.onSpinWait();
            }
            open.put(Records.embedding("last", vectors[0]), vectors.length);
            System.out.println("merged: " + ask(open, queries, exact));
        }
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean)
                        ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static float[][] clustered(int count) {
        Random random = new Random(1);
        float[][] centres = new float[CLUSTERS][];
        for (int i = 0; i < CLUSTERS; i++) {
            centres[i] = Records.vector(random, 192);
        }
        float[][] vectors = new float[count][];
        for (int i = 0; i < count; i++) {
            float[] vector = Records.vector(random, 192);
            float[] centre = centres[random.nextInt(CLUSTERS)];
            for (int j = 0; j < vector.length; j++) {
                vector[j] = centre[j] + 0.7f * vector[j];
            }
            vectors[i] = UnitVector.of(vector);
        }
        return vectors;
    }

    private static float[][] encoded(Path dataset) throws IOException {
        try (TemporaryDirectory scratch = new TemporaryDirectory("beitstream-nearest");
                Encoder encoder =
                        ModelLoader.loadEncoder(
                                ShippedModels.encoder(scratch.path()), InferenceOptions.CPU_FP32);
                ImageDataset images = DatasetIndexer.index(dataset);
                LabelledFeatures features =
                        Features.ofEncoder(images, encoder, encoder.preprocessing())) {
            float[][] vectors = new float[features.size()][];
            for (int i = 0; i < vectors.length; i++) {
                vectors[i] = UnitVector.of(features.feature(i));
            }
            return vectors;
        }
    }

    private static void write(Path file, float[][] vectors) throws IOException {
        ByteBuffer bytes =
                ByteBuffer.allocate(vectors.length * vectors[0].length * Float.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN);
        for (float[] vector : vectors) {
            for (float value : vector) {
                bytes.putFloat(value);
            }
        }
        Files.write(file, bytes.array());
    }

    private static Set<String> exact(float[][] vectors, float[] query) {
        double[] cosines = new double[vectors.length];
        for (int i = 0; i < vectors.length; i++) {
            for (int j = 0; j < query.length; j++) {
                cosines[i] += (double) vectors[i][j] * query[j];
            }
        }
        Set<String> nearest = new HashSet<>();
        IntStream.range(0, vectors.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -cosines[i]))
                .limit(NEAREST)
                .forEach(i -> nearest.add("i" + i));
        return nearest;
    }

    /** As the indexer does: visible after half a second, durable after five. */
    private static void fill(OpenIndex open, float[][] vectors) throws IOException {
        long refreshed = System.nanoTime();
        long committed = refreshed;
        for (int i = 0; i < vectors.length; i++) {
            open.generation.put(
                    Records.embedding("i" + i, vectors[i]).build(), vectors[i], OpenIndex.at(i), 0);
            long now = System.nanoTime();
            if (now - refreshed > REFRESH_NANOS) {
                open.generation.refresh();
                refreshed = now;
            }
            if (now - committed > COMMIT_NANOS) {
                open.generation.commit();
                committed = now;
            }
        }
        open.generation.refresh();
        open.generation.commit();
    }

    private static String ask(OpenIndex open, float[][] queries, List<Set<String>> exact)
            throws IOException {
        long[] nanos = new long[queries.length];
        long found = 0;
        long[] cpu = new long[queries.length];
        ThreadMXBean thread = ManagementFactory.getThreadMXBean();
        for (int i = 0; i < queries.length; i++) {
            long start = System.nanoTime();
            long startCpu = thread.getCurrentThreadCpuTime();
            List<Hit> hits = open.index.nearest(queries[i], NEAREST, Map.of());
            nanos[i] = System.nanoTime() - start;
            cpu[i] = thread.getCurrentThreadCpuTime() - startCpu;
            Set<String> right = exact.get(i);
            found += hits.stream().filter(hit -> right.contains(hit.image().id())).count();
        }
        Arrays.sort(nanos);
        Arrays.sort(cpu);
        return "recall@%d %.4f, p50 %.2f ms, p99 %.2f ms (on a core %.2f and %.2f ms), %d segments"
                .formatted(
                        NEAREST,
                        found / (double) (NEAREST * queries.length),
                        nanos[queries.length / 2] / 1e6,
                        nanos[queries.length * 99 / 100] / 1e6,
                        cpu[queries.length / 2] / 1e6,
                        cpu[queries.length * 99 / 100] / 1e6,
                        open.generation.search(s -> s.getIndexReader().leaves().size()));
    }
}
