package io.beitstream.model.engine;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import java.util.function.IntSupplier;

/**
 * How many threads libtorch uses for one call on the CPU. By default a call uses all processors,
 * and its helpers spin for a while after each operation; beside other work that costs more than it
 * gives.
 */
public final class TorchThreads {
    private TorchThreads() {}

    /**
     * Sets the threads for calls that this thread makes. Other threads keep what they have.
     *
     * @throws IllegalArgumentException if it is less than one
     */
    public static void ofThisThread(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("a call needs at least one thread");
        }
        synchronized (TorchThreads.class) {
            Engine.getEngine("PyTorch");
            int others = inAnotherThread(JniUtils::getNumThreads);
            JniUtils.setNumThreads(threads);
            // A thread takes libtorch's number when it first needs one; this one has to do so now,
            JniUtils.getNumThreads();
            // for the number is libtorch's too, and all later threads would take it.
            inAnotherThread(
                    () -> {
                        JniUtils.setNumThreads(others);
                        return others;
                    });
        }
    }

    /** The threads for calls that this thread makes. */
    public static int ofThisThread() {
        Engine.getEngine("PyTorch");
        return JniUtils.getNumThreads();
    }

    private static int inAnotherThread(IntSupplier call) {
        int[] result = new int[1];
        Thread thread = new Thread(() -> result[0] = call.getAsInt(), "beitstream-threads");
        thread.start();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return result[0];
    }
}
