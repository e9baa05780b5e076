package io.beitstream.jobs.pipeline.fetch;

/**
 * Where an image is.
 *
 * @param name of the host or file root
 * @param limit attempts under way at once
 */
record Store(String name, int limit, Transport transport) {}
