package io.beitstream.jobs.pipeline.inference;

import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.image.ResampleFilter;
import io.beitstream.model.image.RgbImage;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Networks that compute what a test says, and the list of those that were loaded. */
public final class FakeNetworks<O> {
    public static final Preprocessing SQUARE = new Preprocessing(4, 2, ResampleFilter.BILINEAR);

    private final String device;
    private final Function<List<RgbImage>, List<O>> network;
    public final List<Loaded> loaded = new CopyOnWriteArrayList<>();

    public FakeNetworks(String device, Function<List<RgbImage>, List<O>> network) {
        this.device = device;
        this.network = network;
    }

    /** A loader that equals itself only. */
    public NetworkLoader<O> loader() {
        return loader(() -> {});
    }

    /** A loader that equals itself only, and does something before it loads. */
    public NetworkLoader<O> loader(Runnable before) {
        return new NetworkLoader<>() {
            private static final long serialVersionUID = 1L;

            @Override
            public LoadedNetwork<O> load() throws IOException {
                before.run();
                return FakeNetworks.this.load();
            }

            @Override
            public String device() {
                return device;
            }
        };
    }

    /** A loader that equals others for the same device. */
    NetworkLoader<O> placeable() {
        return new Placeable<>(this, device);
    }

    private Loaded load() {
        Loaded network = new Loaded();
        loaded.add(network);
        return network;
    }

    private record Placeable<O>(FakeNetworks<O> networks, String device)
            implements NetworkLoader<O> {
        @Override
        public LoadedNetwork<O> load() {
            return networks.load();
        }

        @Override
        public NetworkLoader<O> on(String other) {
            return new Placeable<>(networks, other);
        }
    }

    /** A network that was loaded. */
    public final class Loaded implements LoadedNetwork<O> {
        public volatile boolean closed;
        volatile Runnable atClosing = () -> {};

        @Override
        public List<O> run(List<RgbImage> batch) {
            return network.apply(batch);
        }

        @Override
        public boolean isHealthy() {
            return true;
        }

        @Override
        public String modelId() {
            return "fake@1";
        }

        @Override
        public Preprocessing preprocessing() {
            return SQUARE;
        }

        @Override
        public void close() {
            atClosing.run();
            closed = true;
        }
    }
}
