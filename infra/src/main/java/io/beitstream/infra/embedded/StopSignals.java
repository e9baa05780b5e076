package io.beitstream.infra.embedded;

import java.util.ArrayList;
import java.util.List;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Hears SIGTERM and Ctrl-C, once, so that a job can be stopped in good order; a second one ends the
 * process at once. Needed because Flink's own shutdown hooks would take the cluster down meanwhile.
 */
@SuppressWarnings("restriction") // jdk.unsupported exports it for lack of another
public final class StopSignals implements AutoCloseable {
    private static final List<String> NAMES = List.of("TERM", "INT");
    private static final int KILLED_BY_SIGNAL = 128;

    private record Installed(Signal signal, SignalHandler before) {}

    private final List<Installed> installed = new ArrayList<>();
    private boolean heard;

    private StopSignals() {}

    /** Runs {@code stop} on a thread of its own when the first signal comes. */
    public static StopSignals to(Runnable stop) {
        StopSignals signals = new StopSignals();
        for (String name : NAMES) {
            Signal signal = new Signal(name);
            signals.installed.add(
                    new Installed(signal, Signal.handle(signal, got -> signals.hear(got, stop))));
        }
        return signals;
    }

    private void hear(Signal signal, Runnable stop) {
        synchronized (this) {
            if (heard) {
                Runtime.getRuntime().halt(KILLED_BY_SIGNAL + signal.getNumber());
            }
            heard = true;
        }
        stop.run();
    }

    @Override
    public void close() {
        for (Installed handler : installed) {
            Signal.handle(handler.signal(), handler.before());
        }
    }
}
