package io.beitstream.model.training.run;

/**
 * The choice of the rounds that stay on the disk; the best one always does.
 *
 * @param rounds the last ones
 * @param every also those whose number is a multiple of it; 0 for none
 */
public record KeepConfig(int rounds, int every) {
    public KeepConfig {
        if (rounds < 1 || every < 0) {
            throw new IllegalArgumentException(
                    "a run keeps at least its last round, and every so many of them not below 0");
        }
    }

    /** The last round, and the one before it. */
    public KeepConfig() {
        this(2, 0);
    }

    boolean keeps(int round, int last) {
        return round > last - rounds || (every > 0 && round > 0 && round % every == 0);
    }
}
