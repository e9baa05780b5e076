package io.beitstream.infra.search;

/**
 * The visual tokens of an image.
 *
 * @param codes {@code height * width} codes in row-major order, each below {@code codebookSize}
 */
public record TokenGrid(int[] codes, int height, int width, int codebookSize, String modelId) {}
