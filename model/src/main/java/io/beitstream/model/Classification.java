package io.beitstream.model;

/**
 * The class that a classifier holds most probable for an image.
 *
 * @param label its name, or its number where it has none
 * @param score its probability
 */
public record Classification(String label, float score) {}
