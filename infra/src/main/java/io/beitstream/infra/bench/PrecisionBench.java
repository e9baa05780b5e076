package io.beitstream.infra.bench;

import io.beitstream.model.Embedding;
import io.beitstream.model.Encoder;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.Precision;
import io.beitstream.model.Tokenizer;
import io.beitstream.model.evaluation.Cosine;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.inference.ModelLoader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Runs one network in several precisions on the same images, batch by batch in turn. */
final class PrecisionBench {
    private final BenchOptions options;
    private final Findings findings;

    PrecisionBench(BenchOptions options, Findings findings) {
        this.options = options;
        this.findings = findings;
    }

    /** What one precision gave. */
    private record Run<O>(Precision precision, List<O> outputs, List<Double> batchSeconds) {}

    /** Measures a tokenizer: speed, and the share of codes equal to the reference's. */
    void tokenizer() throws IOException {
        List<Tokenizer> loaded = new ArrayList<>();
        try {
            for (Precision precision : options.precisions()) {
                loaded.add(ModelLoader.loadTokenizer(options.tokenizer(), in(precision)));
            }
            List<RgbImage> squares = Images.squares(options, loaded.get(0).preprocessing());
            List<Function<List<RgbImage>, List<int[]>>> calls = new ArrayList<>();
            loaded.forEach(tokenizer -> calls.add(tokenizer::tokenize));
            List<Run<int[]>> runs = run(calls, squares);
            report("tokenizer", runs, PrecisionBench::equalCodes);
        } finally {
            loaded.forEach(Tokenizer::close);
        }
    }

    /** Measures an encoder: speed, and the cosines with the reference's embeddings. */
    void encoder(MeasuredEncoder encoder) throws IOException {
        List<Encoder> loaded = new ArrayList<>();
        try {
            for (Precision precision : options.precisions()) {
                loaded.add(ModelLoader.loadEncoder(encoder.directory(), in(precision)));
            }
            List<RgbImage> squares = Images.squares(options, loaded.get(0).preprocessing());
            List<Function<List<RgbImage>, List<float[]>>> calls = new ArrayList<>();
            loaded.forEach(
                    network ->
                            calls.add(
                                    batch ->
                                            network.encode(batch).stream()
                                                    .map(Embedding::vector)
                                                    .toList()));
            List<Run<float[]>> runs = run(calls, squares);
            report(encoder.of("encoder"), runs, PrecisionBench::cosines);
        } finally {
            loaded.forEach(Encoder::close);
        }
    }

    private InferenceOptions in(Precision precision) {
        return new InferenceOptions(options.inference().device(), precision);
    }

    private <O> List<Run<O>> run(
            List<Function<List<RgbImage>, List<O>>> calls, List<RgbImage> squares) {
        List<Run<O>> runs = new ArrayList<>();
        options.precisions()
                .forEach(
                        precision ->
                                runs.add(
                                        new Run<>(
                                                precision, new ArrayList<>(), new ArrayList<>())));
        int batchSize = options.batchSize();
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

    /** How far outputs agree with the reference's: names and figures. */
    private interface Agreement<O> {
        Map<String, Double> of(List<O> reference, List<O> other);
    }

    private <O> void report(String network, List<Run<O>> runs, Agreement<O> agreement) {
        int images = runs.get(0).outputs().size();
        int batch = Math.min(options.batchSize(), images);
        findings.say(
                "%s, %d images, batches of %d on %s",
                network, images, batch, options.inference().device());
        double reference = new Series(runs.get(0).batchSeconds()).median();
        for (Run<O> run : runs) {
            Series series = new Series(run.batchSeconds());
            Map<String, Double> agreed = agreement.of(runs.get(0).outputs(), run.outputs());
            String name = network + "." + run.precision().label();
            findings.put(name, series);
            findings.put(name + ".speedup", reference / series.median());
            agreed.forEach((figure, value) -> findings.put(name + "." + figure, value));
            findings.say(
                    "  %-5s %5.2f times %s  %8.1f images/s  %s",
                    run.precision().label(),
                    reference / series.median(),
                    runs.get(0).precision().label(),
                    batch / series.median(),
                    agreed.entrySet().stream()
                            .map(
                                    a ->
                                            String.format(
                                                    Locale.ROOT,
                                                    "%s %.6f",
                                                    a.getKey(),
                                                    a.getValue()))
                            .collect(Collectors.joining(", ")));
        }
    }

    private static Map<String, Double> equalCodes(List<int[]> reference, List<int[]> other) {
        long equal = 0;
        long all = 0;
        for (int i = 0; i < reference.size(); i++) {
            for (int j = 0; j < reference.get(i).length; j++) {
                equal += reference.get(i)[j] == other.get(i)[j] ? 1 : 0;
                all++;
            }
        }
        return Map.of("equalCodes", (double) equal / all);
    }

    private static Map<String, Double> cosines(List<float[]> reference, List<float[]> other) {
        List<Double> cosines = new ArrayList<>();
        for (int i = 0; i < reference.size(); i++) {
            cosines.add(Cosine.of(reference.get(i), other.get(i)));
        }
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("leastCosine", Collections.min(cosines));
        figures.put("medianCosine", new Series(cosines).median());
        return figures;
    }
}
