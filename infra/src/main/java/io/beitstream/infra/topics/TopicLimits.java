package io.beitstream.infra.topics;

import java.time.Duration;

/**
 * What topics accept and keep.
 *
 * @param imageBytes of the largest image within its event
 * @param recordBytes of the largest record that comes out
 * @param images how long events are kept
 * @param deadLetters how long letters are kept
 */
public record TopicLimits(
        long imageBytes, long recordBytes, Duration images, Duration deadLetters) {
    /** What an event holds besides its image, and a batch besides its event. */
    private static final long MARGIN_BYTES = 64 << 10;

    public TopicLimits {
        if (imageBytes < 1 || recordBytes < 1) {
            throw new IllegalArgumentException("topics must accept one byte at least");
        }
        if (imageBytes > Integer.MAX_VALUE - MARGIN_BYTES || recordBytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("Kafka's records are smaller than 2gb");
        }
        if (images.toMillis() < 1 || deadLetters.toMillis() < 1) {
            throw new IllegalArgumentException("records must be kept for some time");
        }
    }

    long messageBytes(TopicRole role) {
        return role == TopicRole.IMAGES ? imageBytes + MARGIN_BYTES : recordBytes;
    }

    Duration retention(TopicRole role) {
        return role == TopicRole.IMAGES ? images : deadLetters;
    }
}
