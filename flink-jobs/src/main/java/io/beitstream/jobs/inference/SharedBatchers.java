package io.beitstream.jobs.inference;

import io.beitstream.jobs.thread.DaemonThreads;
import io.beitstream.model.FeatureSelection;
import io.beitstream.model.image.RgbImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The micro-batchers of this JVM. All slots that run the same network on the same device share one,
 * and batches on one device take turns. The first lease loads the network, the last one lets it go.
 */
final class SharedBatchers {
    /** Loads a network; called once for all leases of a key. */
    interface Loader<O> {
        Networks.Loaded<O> load(Path directory, InferenceSettings settings) throws IOException;
    }

    private record Key(
            String kind, FeatureSelection selection, Path directory, InferenceSettings settings) {}

    private record Shared(MicroBatcher<RgbImage, ?> batcher, Networks.Loaded<?> network) {}

    private static final Map<Key, Shared> SHARED = new HashMap<>();
    private static final Map<Key, Integer> LEASES = new HashMap<>();
    private static final Map<String, Lock> DEVICES = new HashMap<>();

    private SharedBatchers() {}

    /** A share of a micro-batcher. */
    static final class Lease<O> implements AutoCloseable {
        private final Key key;
        private final MicroBatcher<RgbImage, O> batcher;
        private boolean returned;

        private Lease(Key key, MicroBatcher<RgbImage, O> batcher) {
            this.key = key;
            this.batcher = batcher;
        }

        MicroBatcher<RgbImage, O> batcher() {
            return batcher;
        }

        @Override
        public void close() {
            release(this);
        }
    }

    /**
     * Leases the batcher of a network, loading the network if nobody has yet.
     *
     * @param selection what the network is to give; the default for a tokenizer
     * @throws IOException if a file of the model cannot be read
     */
    @SuppressWarnings("unchecked") // equal keys have equal loaders
    static synchronized <O> Lease<O> lease(
            String kind,
            FeatureSelection selection,
            Path directory,
            InferenceSettings settings,
            Loader<O> loader)
            throws IOException {
        Key key = new Key(kind, selection, directory.toAbsolutePath().normalize(), settings);
        Shared shared = SHARED.get(key);
        if (shared == null) {
            Networks.Loaded<O> network = loader.load(directory, settings);
            Lock device =
                    DEVICES.computeIfAbsent(
                            settings.options().device(), name -> new ReentrantLock(true));
            shared = new Shared(start(kind, settings, network, device), network);
            SHARED.put(key, shared);
        }
        LEASES.merge(key, 1, Integer::sum);
        return new Lease<>(key, (MicroBatcher<RgbImage, O>) shared.batcher());
    }

    private static <O> MicroBatcher<RgbImage, O> start(
            String kind, InferenceSettings settings, Networks.Loaded<O> network, Lock device) {
        return new MicroBatcher<>(
                network, settings.batcher(), device, new DaemonThreads("beitstream-" + kind));
    }

    private static synchronized void release(Lease<?> lease) {
        if (lease.returned) {
            return;
        }
        lease.returned = true;
        Key key = lease.key;
        Integer left = LEASES.merge(key, -1, Integer::sum);
        if (left != null && left == 0) {
            LEASES.remove(key);
            Shared shared = SHARED.remove(key);
            if (shared != null) {
                shared.batcher().close();
                shared.network().close();
            }
        }
    }
}
