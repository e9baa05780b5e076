package io.beitstream.model.training.task;

import io.beitstream.model.tensor.HostTensor;

/** Gives the features that a tokenizer learns to predict. Frozen. */
public interface Teacher extends AutoCloseable {
    /** From uint8 {@code (B, H, W, 3)} to patch features {@code (B, N, C)}, fp32. */
    HostTensor targets(HostTensor images);

    @Override
    void close();
}
