package io.beitstream.jobs.pipeline.outcome;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The SHA-256 digest of an image's file, in four parts. */
public record ContentHash(long first, long second, long third, long fourth) {
    public static ContentHash of(byte[] file) {
        try {
            ByteBuffer digest = ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(file));
            return new ContentHash(
                    digest.getLong(), digest.getLong(), digest.getLong(), digest.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
