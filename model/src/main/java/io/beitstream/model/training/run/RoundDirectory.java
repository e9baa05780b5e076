package io.beitstream.model.training.run;

import java.nio.file.Path;

/** The files of one round. */
public record RoundDirectory(Path path) {
    /** Weights and optimiser after the round. */
    public Path state() {
        return path.resolve("training.safetensors");
    }

    /** The momentum of the outer step; only where several trainers have one. */
    public Path outerMomentum() {
        return path.resolve("outer.safetensors");
    }

    /** The model after the round. */
    public Path model() {
        return path.resolve("model");
    }

    /** One JSON line a step: the mean over the trainers. */
    public Path metrics() {
        return path.resolve("metrics.jsonl");
    }

    /** What one trainer has come to; not part of a published round. */
    public Path trainerState(int trainer) {
        return path.resolve("trainer-" + trainer + ".safetensors");
    }

    /** What one trainer reports, a line a step; not part of a published round. */
    public Path trainerMetrics(int trainer) {
        return path.resolve("trainer-" + trainer + ".jsonl");
    }
}
