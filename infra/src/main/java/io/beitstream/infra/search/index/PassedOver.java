package io.beitstream.infra.search.index;

import java.util.Map;

/**
 * Records that an index did not take because their vectors are of another kind.
 *
 * @param first the offset of the first one in each partition of the topic of embeddings
 */
record PassedOver(VectorKind kind, long count, Map<Integer, Long> first) {}
