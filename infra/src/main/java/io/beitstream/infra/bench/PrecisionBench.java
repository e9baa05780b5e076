package io.beitstream.infra.bench;

import io.beitstream.model.Embedding;
import io.beitstream.model.Encoder;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.Precision;
import io.beitstream.model.Tokenizer;
import io.beitstream.model.evaluation.Cosine;
import io.beitstream.model.image.ImageDecoder;
import io.beitstream.model.image.ImageException;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.inference.ModelLoader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Runs one network in several precisions on the same images, batch by batch in turn. */
public final class PrecisionBench {
    private final String device;
    private final int batchSize;
    private final List<Precision> precisions;

    /**
     * @param precisions the first is the reference for the others
     */
    public PrecisionBench(String device, int batchSize, List<Precision> precisions) {
        this.device = device;
        this.batchSize = batchSize;
        this.precisions = precisions;
    }

    /** What one precision gave. */
    private record Run<O>(Precision precision, List<O> outputs, List<Double> batchSeconds) {}

    /** Lines of a report on a tokenizer: speed, and the share of codes equal to the reference's. */
    public List<String> tokenizer(Path directory, List<byte[]> images) throws IOException {
        List<Tokenizer> loaded = new ArrayList<>();
        try {
            for (Precision precision : precisions) {
                loaded.add(
                        ModelLoader.loadTokenizer(
                                directory, new InferenceOptions(device, precision)));
            }
            List<RgbImage> squares = squares(loaded.get(0).preprocessing(), images);
            List<Function<List<RgbImage>, List<int[]>>> calls = new ArrayList<>();
            loaded.forEach(tokenizer -> calls.add(tokenizer::tokenize));
            List<Run<int[]>> runs = run(calls, squares);
            return report(
                    "tokenizer " + loaded.get(0).id(),
                    runs,
                    (a, b) -> "equal codes " + equalCodes(a, b));
        } finally {
            loaded.forEach(Tokenizer::close);
        }
    }

    /** Lines of a report on an encoder: speed, and the cosines with the reference's embeddings. */
    public List<String> encoder(Path directory, List<byte[]> images) throws IOException {
        List<Encoder> loaded = new ArrayList<>();
        try {
            for (Precision precision : precisions) {
                loaded.add(
                        ModelLoader.loadEncoder(
                                directory, new InferenceOptions(device, precision)));
            }
            List<RgbImage> squares = squares(loaded.get(0).preprocessing(), images);
            List<Function<List<RgbImage>, List<float[]>>> calls = new ArrayList<>();
            loaded.forEach(
                    encoder ->
                            calls.add(
                                    batch ->
                                            encoder.encode(batch).stream()
                                                    .map(Embedding::vector)
                                                    .toList()));
            List<Run<float[]>> runs = run(calls, squares);
            return report(
                    "encoder " + loaded.get(0).id(), runs, (a, b) -> "cosine " + cosines(a, b));
        } finally {
            loaded.forEach(Encoder::close);
        }
    }

    private static List<RgbImage> squares(Preprocessing preprocessing, List<byte[]> images) {
        List<RgbImage> squares = new ArrayList<>();
        for (byte[] image : images) {
            try {
                squares.add(preprocessing.apply(ImageDecoder.withDefaults().decode(image)));
            } catch (ImageException e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
        }
        return squares;
    }

    private <O> List<Run<O>> run(
            List<Function<List<RgbImage>, List<O>>> calls, List<RgbImage> squares) {
        List<Run<O>> runs = new ArrayList<>();
        precisions.forEach(
                precision -> runs.add(new Run<>(precision, new ArrayList<>(), new ArrayList<>())));
        List<RgbImage> first = squares.subList(0, Math.min(batchSize, squares.size()));
        for (Function<List<RgbImage>, List<O>> warmUp : calls) {
            if (warmUp.apply(first).size() != first.size()) {
                throw new IllegalStateException("a network lost images");
            }
        }
        for (int from = 0; from < squares.size(); from += batchSize) {
            List<RgbImage> batch =
                    squares.subList(from, Math.min(squares.size(), from + batchSize));
            for (int i = 0; i < calls.size(); i++) {
                long started = System.nanoTime();
                runs.get(i).outputs().addAll(calls.get(i).apply(batch));
                if (batch.size() == first.size()) {
                    runs.get(i).batchSeconds().add((System.nanoTime() - started) / 1e9);
                }
            }
        }
        return runs;
    }

    private interface Agreement<O> {
        String with(List<O> reference, List<O> other);
    }

    private <O> List<String> report(String what, List<Run<O>> runs, Agreement<O> agreement) {
        List<String> lines = new ArrayList<>();
        int images = runs.get(0).outputs().size();
        lines.add(
                "%s, %d images, batches of %d on %s"
                        .formatted(what, images, Math.min(batchSize, images), device));
        double reference = median(runs.get(0).batchSeconds());
        for (Run<O> run : runs) {
            double seconds = median(run.batchSeconds());
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "  %-5s %8.1f images/s  %5.2fx  %s",
                            run.precision(),
                            Math.min(batchSize, images) / seconds,
                            reference / seconds,
                            agreement.with(runs.get(0).outputs(), run.outputs())));
        }
        return lines;
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private static String equalCodes(List<int[]> reference, List<int[]> other) {
        long equal = 0;
        long all = 0;
        for (int i = 0; i < reference.size(); i++) {
            for (int j = 0; j < reference.get(i).length; j++) {
                equal += reference.get(i)[j] == other.get(i)[j] ? 1 : 0;
                all++;
            }
        }
        return String.format(Locale.ROOT, "%.2f %%", 100.0 * equal / all);
    }

    private static String cosines(List<float[]> reference, List<float[]> other) {
        double[] cosines = new double[reference.size()];
        for (int i = 0; i < cosines.length; i++) {
            cosines[i] = Cosine.of(reference.get(i), other.get(i));
        }
        Arrays.sort(cosines);
        return String.format(
                Locale.ROOT, "min %.6f, median %.6f", cosines[0], cosines[cosines.length / 2]);
    }
}
