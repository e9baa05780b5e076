package io.beitstream.infra.bench;

import io.beitstream.model.Precision;
import io.beitstream.model.precision.MatrixProducts;
import io.beitstream.model.precision.PrecisionChooser;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Measures matrix products in every precision that the device knows. */
final class PeakBench {
    private static final int RUNS_IN_A_ROUND = 5;

    private PeakBench() {}

    /** Operations a second in fp32, which every device knows. */
    static double measure(BenchOptions options, Findings findings) throws Exception {
        String device = options.inference().device();
        List<Precision> known = new ArrayList<>(PrecisionChooser.candidates(device));
        if (device.equals("cpu")) {
            known.add(Precision.INT8); // never chosen, but there to be asked for
        }
        List<MatrixProducts> loaded = new ArrayList<>();
        try {
            Map<Precision, Series.Timed> turns = new LinkedHashMap<>();
            for (Precision precision : known) {
                Optional<MatrixProducts> products = MatrixProducts.load(device, precision);
                products.ifPresent(
                        p -> {
                            loaded.add(p);
                            turns.put(precision, () -> fastest(p));
                        });
            }
            Map<Precision, Series> times = Series.inTurn(options.rounds(), turns);
            double operations = loaded.get(0).operations(); // the same in all
            double fp32 = 0;
            for (Map.Entry<Precision, Series> each : times.entrySet()) {
                double rate = operations / each.getValue().median();
                fp32 = each.getKey() == Precision.FP32 ? rate : fp32;
                String name = each.getKey().label();
                findings.put(name, each.getValue());
                findings.put(name + "GigaFlopsPerSecond", rate / 1e9);
                findings.say("%-5s %6.2f times fp32  %8.1f GFLOP/s", name, rate / fp32, rate / 1e9);
            }
            return fp32;
        } finally {
            loaded.forEach(MatrixProducts::close);
        }
    }

    private static double fastest(MatrixProducts products) {
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < RUNS_IN_A_ROUND; i++) {
            least = Math.min(least, products.seconds());
        }
        return least;
    }
}
