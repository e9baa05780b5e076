package io.beitstream.infra.search.index;

import io.beitstream.schemas.ImageEmbedding;
import java.util.List;

/** What vectors must have in common to be compared. */
public record VectorKind(
        String modelId,
        String preprocessingId,
        String pooling,
        List<Integer> layers,
        boolean normalized,
        int dimension) {
    public VectorKind {
        layers = List.copyOf(layers);
    }

    /** The kind of the vector in a record. */
    public static VectorKind of(ImageEmbedding record) {
        return new VectorKind(
                record.getModelId(),
                record.getPreprocessingId(),
                record.getPooling(),
                record.getLayers(),
                record.getNormalized(),
                record.getVector().size());
    }

    /** Whether both claim the same origin, so that another dimension can only be a mistake. */
    boolean hasOriginOf(VectorKind other) {
        return new VectorKind(
                        modelId, preprocessingId, pooling, layers, normalized, other.dimension)
                .equals(other);
    }

    /** In words. */
    String text() {
        String blocks = layers.isEmpty() ? "" : " of layers " + layers;
        return "%s (%s%s%s, %d dimensions, %s)"
                .formatted(
                        modelId,
                        pooling,
                        blocks,
                        normalized ? ", normalized" : "",
                        dimension,
                        preprocessingId);
    }
}
