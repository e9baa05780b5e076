package io.beitstream.jobs.pipeline.reuse;

import io.beitstream.jobs.pipeline.inference.NetworkSpec;
import java.io.Serializable;
import java.util.List;

/**
 * Within which features are the same for the same file: the networks of a job, with their weights,
 * preprocessing and selection, in their order.
 *
 * @param maxBytes that features may take in a JVM
 */
public record ReuseScope(List<NetworkSpec<?>> networks, long maxBytes) implements Serializable {
    public ReuseScope {
        networks = List.copyOf(networks);
        if (maxBytes < 1) {
            throw new IllegalArgumentException("a cache of features needs a size");
        }
    }
}
