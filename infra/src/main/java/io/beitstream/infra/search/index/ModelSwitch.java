package io.beitstream.infra.search.index;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Builds an index of another model beside the one that serves, and lets it take over.
 *
 * <p>It takes over when everything that is in the topics has been read and it holds {@link #ENOUGH}
 * of the images that the other one holds. All of them would be too much to ask: an image that the
 * new model's job could no longer fetch has no vector of it, and would hold up the switch for good.
 */
final class ModelSwitch {
    /** The share of the images found until now that must still be found. */
    static final double ENOUGH = 0.99;

    private final Generations generations;
    private final LuceneImageIndex index;
    private final String embeddings;
    private final Consumer<String> say;

    ModelSwitch(
            Generations generations,
            LuceneImageIndex index,
            String embeddings,
            Consumer<String> say) {
        this.generations = generations;
        this.index = index;
        this.embeddings = embeddings;
        this.say = say;
    }

    /** Whether there is a model to begin with: see {@link #begin}. */
    boolean isWanted() {
        return wanted().isPresent();
    }

    /**
     * Begins with the model of which most records came. One that is being built is given up if
     * there are more of another by now. Reading has to go back to where the generations are.
     */
    void begin() throws IOException {
        VectorKind kind = wanted().orElseThrow();
        if (generations.next().isPresent()) {
            generations.dropNext();
        }
        generations.beginNext(kind, embeddings);
        say.accept("building an index of %s beside".formatted(kind.text()));
    }

    private Optional<VectorKind> wanted() {
        Optional<Generation> next = generations.next();
        VectorKind built = next.map(Generation::kind).orElse(null);
        long images = next.map(generation -> generation.visible().images()).orElse(0L);
        return generations
                .serving()
                .others()
                .foremost(built)
                .filter(other -> other.count() > images)
                .map(PassedOver::kind);
    }

    /** Switches if the next generation is ready. To be called when all has been read. */
    void finish() throws IOException {
        Optional<Generation> built = generations.next();
        if (built.isEmpty()) {
            return;
        }
        Generation old = generations.serving();
        Generation next = built.get();
        old.refresh();
        next.refresh();
        long before = old.visible().images();
        long after = next.visible().images();
        if (after == 0 || after < ENOUGH * before) {
            return;
        }
        long common = Succession.common(old, next);
        if (common < ENOUGH * before) {
            return;
        }
        generations.switchOver();
        index.serve(next);
        Generations.retire(old);
        say.accept(
                "the index is of %s now: %,d images; %,d of those before have no vector of it"
                        .formatted(kindOf(next), after, before - common));
    }

    private static String kindOf(Generation generation) {
        VectorKind kind = generation.kind();
        return kind == null ? "no model" : kind.text();
    }
}
