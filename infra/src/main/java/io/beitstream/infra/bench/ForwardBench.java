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
import java.util.function.Consumer;
import org.apache.flink.core.fs.CloseableRegistry;

/** Measures the bare networks, by batch size, all of the device's cores at their disposal. */
final class ForwardBench {
    private ForwardBench() {}

    /**
     * A network with its inputs.
     *
     * @param operations for one image
     */
    private record Network(
            String name,
            double operations,
            List<RgbImage> squares,
            Consumer<List<RgbImage>> forward) {}

    private record Turn(Network network, int batch) {
        String label() {
            return network.name() + "Batch" + batch;
        }
    }

    /**
     * Seconds that all networks together take for an image, at the batch size of the job.
     *
     * @param peak operations a second
     */
    static double measure(BenchOptions options, double peak, Findings findings) throws Exception {
        try (CloseableRegistry loaded = new CloseableRegistry()) {
            List<Network> networks = new ArrayList<>();
            Tokenizer tokenizer =
                    ModelLoader.loadTokenizer(options.tokenizer(), options.inference());
            loaded.registerCloseable(tokenizer::close);
            networks.add(
                    new Network(
                            "tokenizer",
                            ForwardCost.of(
                                    ModelDirectory.openTokenizer(options.tokenizer()).config()),
                            Images.squares(options, tokenizer.preprocessing()),
                            tokenizer::tokenize));
            for (MeasuredEncoder measured : options.encoders()) {
                Encoder encoder =
                        ModelLoader.loadEncoder(measured.directory(), options.inference());
                loaded.registerCloseable(encoder::close);
                networks.add(
                        new Network(
                                measured.of("encoder"),
                                ForwardCost.of(
                                        ModelDirectory.openEncoder(measured.directory()).config()),
                                Images.squares(options, encoder.preprocessing()),
                                encoder::encode));
            }
            Map<Turn, Series.Timed> turns = new LinkedHashMap<>();
            for (int batch : batches(options.batchSize())) {
                for (Network network : networks) {
                    List<RgbImage> inputs = Images.repeated(network.squares(), batch);
                    turns.put(
                            new Turn(network, batch),
                            () -> Series.time(() -> network.forward().accept(inputs)));
                }
            }
            Series.inTurn(1, turns); // warms up
            Map<Turn, Series> times = Series.inTurn(options.rounds(), turns);
            findings.put("precision", tokenizer.precision().label());
            double all = 0;
            for (Network network : networks) {
                all += report(network, times, options.batchSize(), peak, findings);
            }
            return all;
        }
    }

    /** Reports a network; returns its seconds for an image at the batch size of the job. */
    private static double report(
            Network network, Map<Turn, Series> times, int ofJob, double peak, Findings findings) {
        findings.say("%s, %.2f GFLOP an image", network.name(), network.operations() / 1e9);
        findings.put(network.name() + "GigaFlopsPerImage", network.operations() / 1e9);
        double seconds = 0;
        for (Map.Entry<Turn, Series> each : times.entrySet()) {
            Turn turn = each.getKey();
            if (turn.network() == network) {
                double rate = turn.batch() / each.getValue().median();
                double share = rate * network.operations() / peak;
                findings.say(
                        "  batches of %-3d  %4.0f %% of the peak  %8.1f images/s",
                        turn.batch(), 100 * share, rate);
                findings.put(turn.label(), each.getValue());
                findings.put(turn.label() + "ShareOfPeak", share);
                seconds = turn.batch() == ofJob ? 1 / rate : seconds;
            }
        }
        return seconds;
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
