package io.beitstream.jobs.pipeline.fetch;

/**
 * A host or an allowed folder that images are fetched from, with what reads it.
 *
 * @param name of the host or file root
 * @param limit attempts under way at once
 */
record Store(String name, int limit, Transport transport) {}
