package io.beitstream.infra.search;

import io.beitstream.model.image.DecodeStyle;

/**
 * What an index says of itself.
 *
 * @param modelId of the encoder whose vectors it holds; empty before the first
 * @param preprocessingId of the same
 * @param dimension of the vectors; 0 before the first
 * @param images that can be found
 * @param withTokens of these, those whose visual tokens have arrived
 * @param lag records of the topics that it has yet to read
 */
public record IndexStatus(
        String name,
        String modelId,
        String preprocessingId,
        int dimension,
        long images,
        long withTokens,
        long lag) {
    /** How the images were decoded that the encoder saw. */
    public DecodeStyle decodeStyle() {
        return DecodeStyle.ofId(preprocessingId);
    }
}
