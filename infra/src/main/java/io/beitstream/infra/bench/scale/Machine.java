package io.beitstream.infra.bench.scale;

import io.beitstream.jobs.pipeline.inference.InferenceSettings;
import java.util.List;

/**
 * A machine and the job on it, by what an image costs.
 *
 * @param cores that fetching, decoding and, without a device of their own, the networks share
 * @param slots subtasks; each prepares images of its own, and all share the networks
 * @param prepareSeconds of one core for one image: fetch, decode, resize
 * @param preparing images that a slot decodes at once
 * @param capacity images that a slot has prepared, or is preparing, at most
 * @param networks that an image passes one after the other
 * @param turns batches, of all networks, that run at once
 * @param threads that a batch uses of the cores; 0 if it has a device of its own
 * @param batchSize largest batch
 * @param lingerSeconds that a batch waits to be full at most
 */
record Machine(
        int cores,
        int slots,
        double prepareSeconds,
        int preparing,
        int capacity,
        List<Network> networks,
        int turns,
        int threads,
        int batchSize,
        double lingerSeconds) {
    /** Batches that a slot has in each network at most; more hold the source back. */
    static final int BATCHES_OF_A_SLOT = 2;

    Machine {
        if (cores < 1 || slots < 1 || preparing < 1 || capacity < 1 || batchSize < 1) {
            throw new IllegalArgumentException("a machine has one of each at least");
        }
        if (turns < 1 || threads < 0 || networks.isEmpty()) {
            throw new IllegalArgumentException("a machine runs one batch of a network at least");
        }
        networks = List.copyOf(networks);
    }

    /** After which a batch waits no longer, if no image comes. */
    double pauseSeconds() {
        return lingerSeconds / InferenceSettings.PAUSES_OF_LINGER;
    }

    /**
     * A network, by the cost of a batch, in seconds of one thread or of the device.
     *
     * @param batchSeconds a part that does not depend on the batch's size
     * @param imageSeconds a part for each image
     */
    record Network(double batchSeconds, double imageSeconds) {
        double work(int images) {
            return batchSeconds + images * imageSeconds;
        }
    }
}
