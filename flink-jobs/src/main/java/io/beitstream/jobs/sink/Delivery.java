package io.beitstream.jobs.sink;

import java.util.Locale;

/** What Kafka readers may rely on. */
public enum Delivery {
    /** Every record arrives; after a failure some arrive again, under the same key. */
    AT_LEAST_ONCE,
    /** Every record arrives once for readers with {@code isolation.level=read_committed}. */
    EXACTLY_ONCE;

    /**
     * The delivery of a name such as {@code exactly-once}.
     *
     * @throws IllegalArgumentException naming the choices
     */
    public static Delivery of(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "at-least-once" -> AT_LEAST_ONCE;
            case "exactly-once" -> EXACTLY_ONCE;
            default ->
                    throw new IllegalArgumentException(
                            "unknown delivery '" + name + "': use at-least-once or exactly-once");
        };
    }
}
