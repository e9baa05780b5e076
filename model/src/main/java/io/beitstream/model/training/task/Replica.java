package io.beitstream.model.training.task;

import io.beitstream.model.engine.DeviceTensor;
import io.beitstream.model.engine.TorchModule;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A copy of the network on one more device of a trainer, which works on a thread of its own. Who
 * waits for it waits to the end, interrupted or not: a process must not end while libtorch
 * computes.
 */
final class Replica implements AutoCloseable {
    private final NetworkOnDevice network;
    private final ExecutorService thread;
    private CompletableFuture<TorchModule.Kept> begun = new CompletableFuture<>();

    Replica(NetworkOnDevice network, String device) {
        this.network = network;
        this.thread =
                Executors.newSingleThreadExecutor(
                        task -> {
                            Thread created = new Thread(task, "beitstream-replica-" + device);
                            created.setDaemon(true);
                            return created;
                        });
    }

    /** Begins to compute the gradients of a micro-batch. */
    void begin(MicroBatch part) {
        begun =
                CompletableFuture.supplyAsync(
                        () -> network.callKeeping("bucket", "differentiate_all", part), thread);
    }

    /** What it reports of the micro-batch that it has begun, and its gradients; to be closed. */
    TorchModule.Kept gradients() {
        return joined(begun);
    }

    /** Begins to take over weights. */
    CompletableFuture<Void> load(DeviceTensor bucket) {
        return CompletableFuture.runAsync(
                () -> network.module().call("load", bucket, List.of()), thread);
    }

    /** Waits for what a replica does. */
    static <T> T joined(CompletableFuture<T> begun) {
        try {
            return begun.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    @Override
    public void close() {
        joined(CompletableFuture.runAsync(network::close, thread));
        thread.shutdown();
    }
}
