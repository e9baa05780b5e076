package io.beitstream.model;

/**
 * Names a model for good: a readable name and the first 12 hex digits of the SHA-256 of its
 * weights. Every published record carries it.
 */
public record ModelId(String name, String weightsDigest) {
    /** Length of {@link #weightsDigest} in hex digits. */
    public static final int DIGEST_LENGTH = 12;

    public ModelId {
        if (!name.matches("[A-Za-z0-9._-]{1,100}")) {
            throw new IllegalArgumentException(
                    "model name '"
                            + name
                            + "' may hold letters, digits, dots, dashes and underscores only");
        }
        if (!weightsDigest.matches("[0-9a-f]{" + DIGEST_LENGTH + "}")) {
            throw new IllegalArgumentException("not a digest of weights: " + weightsDigest);
        }
    }

    /** {@code name@digest}. */
    @Override
    public String toString() {
        return name + "@" + weightsDigest;
    }
}
