package io.beitstream.model.pickle;

/**
 * What a pickle may still take of the heap, in bytes, estimated from above and asked for before it
 * is taken. It bounds the work too: every opcode costs something.
 */
final class Allowance {
    /** A state dict takes some 3 KiB for each tensor: enough for 20,000 of them. */
    private static final long BYTES = 64L << 20;

    private long left = BYTES;

    /**
     * Takes a part.
     *
     * @throws PickleException if that much is not left
     */
    void take(long bytes) throws PickleException {
        if (bytes > left) {
            throw new PickleException(
                    "the pickle would take more than %d MiB of memory, which no checkpoint needs"
                            .formatted(BYTES >> 20));
        }
        left -= bytes;
    }
}
