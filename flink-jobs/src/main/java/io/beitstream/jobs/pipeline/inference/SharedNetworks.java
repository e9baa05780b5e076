package io.beitstream.jobs.pipeline.inference;

import io.beitstream.jobs.pipeline.ticket.DeadlineTimer;
import io.beitstream.model.image.RgbImage;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;

/**
 * The networks of this JVM, each behind one micro-batcher. All slots that run the same network with
 * the same settings share it, and all batches on one device take turns ({@link DeviceShare}). The first lease loads the
 * network, the last one lets it go; one that has failed is never leased again.
 */
public final class SharedNetworks {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private record Key(NetworkLoader<?> loader, InferenceSettings settings) {}

    private static final Map<Key, Shared<?>> SHARED = new HashMap<>();
    private static final Map<String, Semaphore> DEVICES = new HashMap<>();

    private SharedNetworks() {}

    private static final class Shared<O> {
        private final Key key;
        private final LoadedNetwork<O> network;
        private final Semaphore device;
        private final MicroBatcher<RgbImage, O> batcher;
        private int leases;

        Shared(Key key, LoadedNetwork<O> network, Semaphore device) {
            this.key = key;
            this.network = network;
            this.device = device;
            InferenceSettings settings = key.settings();
            DeviceShare share = share(key.loader());
            ThreadFactory threads =
                    BasicThreadFactory.builder()
                            .namingPattern("beitstream-batches-%d")
                            .daemon(true)
                            .build();
            this.batcher =
                    new MicroBatcher<>(
                            network,
                            new MicroBatcher.Config(
                                    new BatchSizes(settings.maxBatch()),
                                    settings.linger(),
                                    settings.callTimeout(),
                                    share.batches()),
                            device,
                            DeadlineTimer.SYSTEM,
                            work ->
                                    threads.newThread(
                                            () -> {
                                                if (share.threads() > 0) {
                                                    network.bindCaller(share.threads());
                                                }
                                                work.run();
                                            }));
        }
    }

    /** A share of a network. */
    public static final class Lease<O> implements AutoCloseable {
        private final Shared<O> shared;
        private boolean returned;

        private Lease(Shared<O> shared) {
            this.shared = shared;
        }

        public MicroBatcher<RgbImage, O> batcher() {
            return shared.batcher;
        }

        public LoadedNetwork<O> network() {
            return shared.network;
        }

        @Override
        public void close() {
            release(this);
        }
    }

    /**
     * Leases a network, loading it if nobody has yet.
     *
     * @throws IOException as {@link NetworkLoader#load}
     */
    @SuppressWarnings("unchecked") // equal loaders load the same kind of network
    public static synchronized <O> Lease<O> lease(
            NetworkLoader<O> loader, InferenceSettings settings) throws IOException {
        Key key = new Key(loader, settings);
        Shared<O> shared = (Shared<O>) SHARED.get(key);
        if (shared != null && shared.batcher.isHung()) {
            DEVICES.remove(loader.device(), shared.device);
        }
        if (shared == null || shared.batcher.isBroken()) {
            Semaphore device =
                    DEVICES.computeIfAbsent(
                            loader.device(), name -> new Semaphore(share(loader).batches(), true));
            shared = new Shared<>(key, loader.load(), device);
            SHARED.put(key, shared);
        }
        shared.leases++;
        return new Lease<>(shared);
    }

    private static DeviceShare share(NetworkLoader<?> loader) {
        return DeviceShare.of(loader.device(), Runtime.getRuntime().availableProcessors());
    }

    private static synchronized void release(Lease<?> lease) {
        if (lease.returned) {
            return;
        }
        lease.returned = true;
        Shared<?> shared = lease.shared;
        if (--shared.leases == 0) {
            SHARED.remove(shared.key, shared);
            if (shared.batcher.closeAndJoin(PATIENCE)) {
                shared.network.close();
            } else {
                // A call that hangs holds the device's lock, and its tensors, for ever.
                DEVICES.remove(shared.key.loader().device(), shared.device);
            }
        }
    }
}
