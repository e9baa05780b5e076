package io.beitstream.jobs.pipeline.inference;

import io.beitstream.jobs.pipeline.ticket.DeadlineTimer;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.inference.Gpus;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * The networks of this JVM, each behind one micro-batcher. All slots that run the same network with
 * the same settings share it, and all batches on one device take turns ({@link DeviceShare}). The
 * first lease loads the network, the last one lets it go; one that has failed is never leased
 * again. Loading or closing a network keeps those waiting who want the same one, and nobody else.
 */
public final class SharedNetworks {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private record Key(NetworkLoader<?> loader, MicroBatcher.Config config) {
        static Key of(NetworkLoader<?> loader, InferenceSettings settings) {
            return new Key(
                    loader,
                    new MicroBatcher.Config(
                            new BatchSizes(settings.maxBatch()),
                            settings.linger(),
                            settings.callTimeout(),
                            share(loader).batches()));
        }
    }

    private static final ConcurrentMap<Key, Room> ROOMS = new ConcurrentHashMap<>();
    private static final ConcurrentMap<String, Semaphore> DEVICES = new ConcurrentHashMap<>();

    private SharedNetworks() {}

    /**
     * The place of one network. Its monitor is held while the network is loaded or closed; it
     * exists while somebody has a lease or waits for one.
     */
    private static final class Room {
        private volatile @Nullable Shared<?> current;
        private int guests;
    }

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
            DeviceShare share = share(key.loader());
            ThreadFactory threads =
                    BasicThreadFactory.builder()
                            .namingPattern("beitstream-batches-%d")
                            .daemon(true)
                            .build();
            this.batcher =
                    new MicroBatcher<>(
                            network,
                            key.config(),
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
        private final Room room;
        private final Shared<O> shared;
        private boolean returned;

        private Lease(Room room, Shared<O> shared) {
            this.room = room;
            this.shared = shared;
        }

        public MicroBatcher<RgbImage, O> batcher() {
            return shared.batcher;
        }

        public LoadedNetwork<O> network() {
            return shared.network;
        }

        /** Where the network is. */
        public String device() {
            return shared.key.loader().device();
        }

        @Override
        public void close() {
            synchronized (room) {
                if (returned) {
                    return;
                }
                returned = true;
                release(room, shared);
            }
            leave(shared.key);
        }
    }

    /**
     * Leases a network, loading it if nobody has yet.
     *
     * @throws IOException as {@link NetworkLoader#load}
     */
    public static <O> Lease<O> lease(NetworkLoader<O> loader, InferenceSettings settings)
            throws IOException {
        NetworkLoader<O> placed = loader.on(Gpus.canonical(loader.device()));
        Key key = Key.of(placed, settings);
        Room room = enter(key);
        boolean leased = false;
        try {
            synchronized (room) {
                Shared<O> shared = current(room, key, placed);
                shared.leases++;
                leased = true;
                return new Lease<>(room, shared);
            }
        } finally {
            if (!leased) {
                leave(key);
            }
        }
    }

    /** Whether all networks of this JVM that anybody wants are loaded and warm. */
    public static boolean areReady() {
        for (Room room : ROOMS.values()) {
            Shared<?> shared = room.current;
            if (shared == null || !shared.batcher.isReady()) {
                return false;
            }
        }
        return true;
    }

    private static Room enter(Key key) {
        return ROOMS.compute(
                key,
                (same, known) -> {
                    Room room = known == null ? new Room() : known;
                    room.guests++;
                    return room;
                });
    }

    private static void leave(Key key) {
        ROOMS.computeIfPresent(key, (same, room) -> --room.guests == 0 ? null : room);
    }

    @SuppressWarnings("unchecked") // equal loaders load the same kind of network
    private static <O> Shared<O> current(Room room, Key key, NetworkLoader<O> loader)
            throws IOException {
        Shared<O> shared = (Shared<O>) room.current;
        if (shared != null && shared.batcher.isHung()) {
            DEVICES.remove(loader.device(), shared.device);
        }
        if (shared == null || shared.batcher.isBroken()) {
            Semaphore device =
                    DEVICES.computeIfAbsent(
                            loader.device(), name -> new Semaphore(share(loader).batches(), true));
            shared = new Shared<>(key, loader.load(), device);
            room.current = shared;
        }
        return shared;
    }

    private static DeviceShare share(NetworkLoader<?> loader) {
        return DeviceShare.of(loader.device(), Runtime.getRuntime().availableProcessors());
    }

    private static void release(Room room, Shared<?> shared) {
        if (--shared.leases > 0) {
            return;
        }
        if (room.current == shared) {
            room.current = null;
        }
        if (shared.batcher.closeAndJoin(PATIENCE)) {
            shared.network.close();
        } else {
            // A call that hangs holds the device's lock, and its tensors, for ever.
            DEVICES.remove(shared.key.loader().device(), shared.device);
        }
    }
}
