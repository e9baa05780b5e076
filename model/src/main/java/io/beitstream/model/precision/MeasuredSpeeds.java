package io.beitstream.model.precision;

import io.beitstream.model.Precision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Speeds as libtorch shows them: precisions take turns, and the shortest time of each counts, which
 * what else the machine does disturbs least. Takes about a second.
 */
public final class MeasuredSpeeds implements SpeedSource {
    private static final int TURNS = 5;
    private static final long ENOUGH_NANOS = 1_000_000_000L;

    @Override
    public ProductSpeeds of(String device) {
        Map<Precision, MatrixProducts> probes = new EnumMap<>(Precision.class);
        Map<Precision, Double> seconds = new EnumMap<>(Precision.class);
        try {
            for (Precision precision : PrecisionChooser.candidates(device)) {
                Optional<MatrixProducts> probe = MatrixProducts.load(device, precision);
                probe.ifPresent(products -> probes.put(precision, products));
            }
            long started = System.nanoTime();
            for (int turn = 0; turn < TURNS; turn++) {
                if (turn > 0 && System.nanoTime() - started > ENOUGH_NANOS) {
                    break;
                }
                probes.forEach(
                        (precision, probe) -> seconds.merge(precision, probe.seconds(), Math::min));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            probes.values().forEach(MatrixProducts::close);
        }
        return new ProductSpeeds(seconds);
    }
}
