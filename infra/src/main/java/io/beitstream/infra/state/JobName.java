package io.beitstream.infra.state;

import java.util.regex.Pattern;

/**
 * The name of a job: what its state, its consumer group and its transactions are found by. Two jobs
 * of one name are the same job.
 */
public record JobName(String text) {
    private static final Pattern SOUND = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    public JobName {
        if (!SOUND.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "the name '%s' must be 1 to 100 letters, digits, dots, dashes and underscores, beginning with a letter or digit"
                            .formatted(text));
        }
    }

    /** A name made of what a job reads and writes; the same for the same words. */
    public static JobName of(String from, String to) {
        String joined = (from + "-to-" + to).replaceAll("[^A-Za-z0-9._-]", "-");
        String sound = joined.replaceAll("^[^A-Za-z0-9]+", "");
        if (sound.length() <= 100) {
            return new JobName(sound);
        }
        return new JobName(sound.substring(0, 80) + "-" + Integer.toHexString(joined.hashCode()));
    }

    /** The consumer group. */
    public String group() {
        return "beitstream-" + text;
    }

    /** The beginning of all its transactional ids. */
    public String transactionalIdPrefix() {
        return "beitstream-" + text;
    }

    @Override
    public String toString() {
        return text;
    }
}
