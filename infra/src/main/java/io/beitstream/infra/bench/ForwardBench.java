package io.beitstream.infra.bench;

import io.beitstream.model.Encoder;
import io.beitstream.model.Tokenizer;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.inference.ModelLoader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measures the bare networks, by batch size, all of the device's cores at their disposal. */
final class ForwardBench {
    private ForwardBench() {}

    private record Turn(String network, int batch) {
        String label() {
            return network + "Batch" + batch;
        }
    }

    /**
     * Seconds that both networks together take for an image, at the batch size of the job.
     *
     * @param peak operations a second
     */
    static double measure(BenchOptions options, double peak, Findings findings) throws Exception {
        try (Tokenizer tokenizer =
                        ModelLoader.loadTokenizer(options.tokenizer(), options.inference());
                Encoder encoder = ModelLoader.loadEncoder(options.encoder(), options.inference())) {
            List<RgbImage> forTokenizer = Images.squares(options, tokenizer.preprocessing());
            List<RgbImage> forEncoder = Images.squares(options, encoder.preprocessing());
            Map<Turn, Series.Timed> turns = new LinkedHashMap<>();
            for (int batch : batches(options.batchSize())) {
                List<RgbImage> tokenized = Images.repeated(forTokenizer, batch);
                List<RgbImage> encoded = Images.repeated(forEncoder, batch);
                turns.put(
                        new Turn("tokenizer", batch),
                        () -> Series.time(() -> tokenizer.tokenize(tokenized)));
                turns.put(
                        new Turn("encoder", batch),
                        () -> Series.time(() -> encoder.encode(encoded)));
            }
            Series.inTurn(1, turns); // warms up
            Map<Turn, Series> times = Series.inTurn(options.rounds(), turns);
            findings.put("precision", tokenizer.precision().label());
            report(
                    new Turn("tokenizer", options.batchSize()),
                    ForwardCost.of(ModelDirectory.openTokenizer(options.tokenizer()).config()),
                    times,
                    peak,
                    findings);
            report(
                    new Turn("encoder", options.batchSize()),
                    ForwardCost.of(ModelDirectory.openEncoder(options.encoder()).config()),
                    times,
                    peak,
                    findings);
            double both = 0;
            for (Map.Entry<Turn, Series> each : times.entrySet()) {
                if (each.getKey().batch() == options.batchSize()) {
                    both += each.getValue().median();
                }
            }
            return both / options.batchSize();
        }
    }

    private static void report(
            Turn chosen,
            double operations,
            Map<Turn, Series> times,
            double peak,
            Findings findings) {
        findings.say("%s, %.2f GFLOP an image", chosen.network(), operations / 1e9);
        findings.put(chosen.network() + "GigaFlopsPerImage", operations / 1e9);
        times.forEach(
                (turn, series) -> {
                    if (turn.network().equals(chosen.network())) {
                        double rate = turn.batch() / series.median();
                        findings.say(
                                "  batches of %-3d  %4.0f %% of the peak  %8.1f images/s",
                                turn.batch(), 100 * rate * operations / peak, rate);
                        findings.put(turn.label(), series);
                        findings.put(turn.label() + "ShareOfPeak", rate * operations / peak);
                    }
                });
    }

    /** Powers of two up to twice the job's batch, and that one. */
    private static List<Integer> batches(int ofJob) {
        List<Integer> batches = new ArrayList<>();
        for (int batch = 1; batch <= 2 * ofJob; batch *= 2) {
            batches.add(batch);
        }
        if (!batches.contains(ofJob)) {
            batches.add(ofJob);
        }
        return batches;
    }
}
