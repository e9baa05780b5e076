package io.beitstream.infra.monitoring;

import java.io.IOException;
import java.io.Writer;

/** Metrics that can be written in Prometheus' text format (version 0.0.4). Thread-safe. */
@FunctionalInterface
public interface Exposition {
    void write(Writer out) throws IOException;
}
