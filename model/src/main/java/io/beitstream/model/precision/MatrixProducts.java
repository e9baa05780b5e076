package io.beitstream.model.precision;

import io.beitstream.model.InferenceOptions;
import io.beitstream.model.Precision;
import io.beitstream.model.engine.InferenceException;
import io.beitstream.model.engine.TorchDevice;
import io.beitstream.model.engine.TorchModule;
import io.beitstream.model.script.ScriptArchive;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import java.io.IOException;
import java.util.Optional;

/**
 * The two products of a base block's MLP in libtorch, {@code (N, 768) x (768, 3072) x (3072, 768)}:
 * what a device gives at best, as networks ask for it.
 */
public final class MatrixProducts implements AutoCloseable {
    private static final int ROWS_ON_CPU = 197;
    private static final int ROWS_ON_GPU = 64 * 197;

    private final TorchModule module;
    private final HostTensor rows;

    private MatrixProducts(TorchModule module, HostTensor rows) {
        this.module = module;
        this.rows = rows;
    }

    /**
     * Loads and runs them once; nothing if the device does not know the precision.
     *
     * @param precision not auto
     * @throws IOException if libtorch cannot be given them
     */
    public static Optional<MatrixProducts> load(String device, Precision precision)
            throws IOException {
        TorchDevice torch = new TorchDevice(device);
        ScriptModule probe = new ProbeModule();
        StateDict state = probe.initialState(() -> 0);
        ScriptArchive archive =
                precision == Precision.INT8
                        ? ScriptArchive.forInt8Inference(probe, state, layer -> true)
                        : InferenceArchives.of(
                                probe, state, new InferenceOptions(device, precision));
        HostTensor rows =
                HostTensor.zeros(torch.isGpu() ? ROWS_ON_GPU : ROWS_ON_CPU, ProbeModule.WIDTH);
        MatrixProducts products = new MatrixProducts(TorchModule.load(archive, torch), rows);
        try {
            products.seconds();
            return Optional.of(products);
        } catch (InferenceException e) {
            products.close();
            return Optional.empty();
        } catch (RuntimeException e) {
            products.close();
            throw e;
        }
    }

    /** Multiplies once and says how long it took. */
    public double seconds() {
        long started = System.nanoTime();
        HostTensor unused = module.forward(rows);
        return Math.max(1, System.nanoTime() - started) / 1e9;
    }

    /** Floating-point operations of one time: two for each multiplication and its addition. */
    public double operations() {
        return 2.0 * 2 * rows.shape()[0] * ProbeModule.WIDTH * 4 * ProbeModule.WIDTH;
    }

    @Override
    public void close() {
        module.close();
    }
}
