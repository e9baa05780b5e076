package io.beitstream.model.precision;

import io.beitstream.model.Precision;
import io.beitstream.model.engine.InferenceException;
import io.beitstream.model.engine.TorchDevice;
import io.beitstream.model.engine.TorchModule;
import io.beitstream.model.script.ScriptArchive;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Map;

/**
 * Speeds as libtorch shows them: precisions take turns, and the shortest time of each counts, which
 * what else the machine does disturbs least. Takes about a second.
 */
public final class MeasuredSpeeds implements SpeedSource {
    private static final int TURNS = 5;
    private static final long ENOUGH_NANOS = 1_000_000_000L;
    private static final int ROWS_ON_CPU = 197;
    private static final int ROWS_ON_GPU = 64 * 197;

    @Override
    public ProductSpeeds of(String device) {
        TorchDevice torch = new TorchDevice(device);
        HostTensor rows =
                HostTensor.zeros(torch.isGpu() ? ROWS_ON_GPU : ROWS_ON_CPU, ProbeModule.WIDTH);
        Map<Precision, TorchModule> probes = new EnumMap<>(Precision.class);
        Map<Precision, Double> seconds = new EnumMap<>(Precision.class);
        try {
            for (Precision precision : PrecisionChooser.candidates(device)) {
                probes.put(precision, load(precision, torch));
            }
            probes.entrySet().removeIf(probe -> !computes(probe.getValue(), rows));
            long started = System.nanoTime();
            for (int turn = 0; turn < TURNS; turn++) {
                if (turn > 0 && System.nanoTime() - started > ENOUGH_NANOS) {
                    break;
                }
                probes.forEach(
                        (precision, probe) ->
                                seconds.merge(precision, time(probe, rows), Math::min));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            probes.values().forEach(TorchModule::close);
        }
        return new ProductSpeeds(seconds);
    }

    private static TorchModule load(Precision precision, TorchDevice device) throws IOException {
        ScriptModule probe = new ProbeModule();
        StateDict state = probe.initialState(() -> 0);
        return TorchModule.load(
                ScriptArchive.forInference(probe, state, DType.of(precision)), device);
    }

    /** Warms up; a device need not know every precision. */
    private static boolean computes(TorchModule probe, HostTensor rows) {
        try {
            return probe.forward(rows).shape()[0] == ProbeModule.WIDTH;
        } catch (InferenceException e) {
            probe.close();
            return false;
        }
    }

    private static double time(TorchModule probe, HostTensor rows) {
        long started = System.nanoTime();
        HostTensor unused = probe.forward(rows);
        return Math.max(1, System.nanoTime() - started) / 1e9;
    }
}
