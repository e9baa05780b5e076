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

    private record Key(SharedLoader<?> loader, MicroBatcher.Config config) {
        static Key of(SharedLoader<?> loader, InferenceSettings settings) {
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
        private volatile @Nullable Shared<?, ?, ?> current;
        private int guests;
    }

    private static final class Shared<I, O, N extends SharedNetwork<I, O>> {
        private final Key key;
        private final N network;
        private final Semaphore device;
        private final MicroBatcher<I, O> batcher;
        private int leases;

        Shared(Key key, N network, Semaphore device) {
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

    /** A share of a network of images. */
    public static final class Lease<O> extends AnyLease<RgbImage, O, LoadedNetwork<O>> {
        private Lease(Place<RgbImage, O, LoadedNetwork<O>> place) {
            super(place);
        }
    }

    /** A network, and the room that it is in. */
    private record Place<I, O, N extends SharedNetwork<I, O>>(Room room, Shared<I, O, N> shared) {}

    /** A share of a network. */
    public static class AnyLease<I, O, N extends SharedNetwork<I, O>> implements AutoCloseable {
        private final Room room;
        private final Shared<I, O, N> shared;
        private boolean returned;

        private AnyLease(Place<I, O, N> place) {
            this.room = place.room;
            this.shared = place.shared;
        }

        public MicroBatcher<I, O> batcher() {
            return shared.batcher;
        }

        public N network() {
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
     * Leases a network of images, loading it if nobody has yet.
     *
     * @throws IOException as {@link NetworkLoader#load}
     */
    public static <O> Lease<O> lease(NetworkLoader<O> loader, InferenceSettings settings)
            throws IOException {
        return new Lease<>(SharedNetworks.<RgbImage, O, LoadedNetwork<O>>take(loader, settings));
    }

    /** Leases any network, otherwise as {@link #lease}. */
    public static <I, O, N extends SharedNetwork<I, O>> AnyLease<I, O, N> leaseAny(
            SharedLoader<N> loader, InferenceSettings settings) throws IOException {
        return new AnyLease<>(SharedNetworks.<I, O, N>take(loader, settings));
    }

    private static <I, O, N extends SharedNetwork<I, O>> Place<I, O, N> take(
            SharedLoader<N> loader, InferenceSettings settings) throws IOException {
        SharedLoader<N> placed = loader.on(Gpus.canonical(loader.device()));
        Key key = Key.of(placed, settings);
        Room room = enter(key);
        boolean leased = false;
        try {
            synchronized (room) {
                Shared<I, O, N> shared = current(room, key, placed);
                shared.leases++;
                leased = true;
                return new Place<>(room, shared);
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
            Shared<?, ?, ?> shared = room.current;
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
    private static <I, O, N extends SharedNetwork<I, O>> Shared<I, O, N> current(
            Room room, Key key, SharedLoader<N> loader) throws IOException {
        Shared<I, O, N> shared = (Shared<I, O, N>) room.current;
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

    private static DeviceShare share(SharedLoader<?> loader) {
        return DeviceShare.of(loader.device(), Runtime.getRuntime().availableProcessors());
    }

    private static void release(Room room, Shared<?, ?, ?> shared) {
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
