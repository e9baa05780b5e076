package io.beitstream.model.pickle;

import java.util.List;

/**
 * A tensor as a view of a storage, in elements; nothing of it has been checked against the storage.
 */
public record TensorReference(
        StorageReference storage, long offset, List<Long> shape, List<Long> strides) {}
