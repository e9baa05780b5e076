package io.beitstream.jobs.pipeline.rollout;

import io.beitstream.jobs.pipeline.inference.FakeNetworks;
import io.beitstream.jobs.pipeline.inference.LoadedNetwork;
import io.beitstream.jobs.pipeline.inference.NetworkLoader;
import io.beitstream.jobs.pipeline.outcome.Vectors;
import io.beitstream.model.Embedding;
import io.beitstream.model.FeatureSelection;
import io.beitstream.model.Precision;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.image.RgbImage;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Encoders in places with names; each gives one vector, whatever the image. */
final class FakeModels {
    private final String device;
    private final Map<String, Model> models = new ConcurrentHashMap<>();
    private final List<String> open = new CopyOnWriteArrayList<>();

    private record Model(String id, float[] vector, Preprocessing square, boolean fails) {}

    FakeModels(String device) {
        this.device = device;
    }

    FakeModels with(String location, String id, float... vector) {
        models.put(location, new Model(id, vector, FakeNetworks.SQUARE, false));
        return this;
    }

    /** From now on it fails on everything. */
    void failing(String location) {
        models.computeIfPresent(location, (l, m) -> new Model(m.id, m.vector, m.square, true));
    }

    void taking(String location, Preprocessing square) {
        models.computeIfPresent(location, (l, m) -> new Model(m.id, m.vector, square, m.fails));
    }

    /** Where models are loaded from now. */
    Collection<String> open() {
        return List.copyOf(open);
    }

    /** Waits until these are all that are loaded. */
    void awaitOpen(String... locations) {
        while (!open().equals(List.of(locations))) {
            Thread.onSpinWait();
        }
    }

    NetworkLoader<Vectors> loader(String location) {
        return new Loader(this, location);
    }

    private Model model(String location) {
        Model model = models.get(location);
        if (model == null) {
            throw new IllegalArgumentException("there is no " + location);
        }
        return model;
    }

    private record Loader(FakeModels models, String location) implements NetworkLoader<Vectors> {
        @Override
        public LoadedNetwork<Vectors> load() {
            Model ignored = models.model(location);
            models.open.add(location);
            return new Loaded(models, location);
        }

        @Override
        public String device() {
            return models.device;
        }

        @Override
        public NetworkLoader<Vectors> from(String other) {
            return new Loader(models, other);
        }
    }

    private record Loaded(FakeModels models, String location) implements LoadedNetwork<Vectors> {
        @Override
        public List<Vectors> run(List<RgbImage> batch) {
            Model model = models.model(location);
            if (model.fails) {
                throw new IllegalStateException("broken");
            }
            return batch.stream().map(image -> vectors(model)).toList();
        }

        private static Vectors vectors(Model model) {
            return new Vectors(
                    new Embedding(model.vector, null),
                    FeatureSelection.DEFAULT,
                    2,
                    model.id,
                    "square",
                    Precision.FP32);
        }

        @Override
        public String modelId() {
            return models.model(location).id;
        }

        @Override
        public Preprocessing preprocessing() {
            return models.model(location).square;
        }

        @Override
        public void close() {
            models.open.remove(location);
        }
    }
}
