package io.beitstream.jobs.pipeline.inference;

import io.beitstream.model.image.Preprocessing;
import java.io.IOException;
import java.io.Serializable;

/**
 * A network of a job, as it was when the job was defined.
 *
 * @param preprocessing that its squares are prepared with
 * @param modelId for dead letters; records carry the id of the weights that were loaded
 */
public record NetworkSpec<O>(NetworkLoader<O> loader, Preprocessing preprocessing, String modelId)
        implements Serializable {
    /** The same on another device. */
    public NetworkSpec<O> on(String device) {
        return new NetworkSpec<>(loader.on(device), preprocessing, modelId);
    }

    /**
     * Leases the network.
     *
     * @throws IOException as {@link NetworkLoader#load}
     * @throws IllegalArgumentException if it takes other squares by now
     */
    public SharedNetworks.Lease<O> lease(InferenceSettings settings) throws IOException {
        SharedNetworks.Lease<O> lease = SharedNetworks.lease(loader, settings);
        Preprocessing now = lease.network().preprocessing();
        if (!now.equals(preprocessing)) {
            lease.close();
            throw new IllegalArgumentException(
                    "the model %s takes other images than when the job was defined (%s, not %s): submit the job again"
                            .formatted(lease.network().modelId(), now.id(), preprocessing.id()));
        }
        return lease;
    }
}
