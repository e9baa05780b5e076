package io.beitstream.infra.search;

/**
 * An image that a search found.
 *
 * @param similarity the cosine of its vector and the query's
 */
public record Hit(IndexedImage image, double similarity) {}
