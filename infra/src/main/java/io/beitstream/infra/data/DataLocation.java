package io.beitstream.infra.data;

import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What a user names as training data: a path of this machine, or what lies elsewhere, by HTTP or in
 * one of Flink's file systems.
 *
 * @param text as it was typed, for a path without what {@link Path} leaves out
 */
public record DataLocation(String text) {
    /** A location as it is written. */
    public static DataLocation of(String text) {
        if (text.startsWith("file://")) {
            return new DataLocation(Path.of(URI.create(text)).toString());
        }
        return new DataLocation(text.contains("://") ? text : Path.of(text).toString());
    }

    /** Whether it is not of this machine. */
    public boolean isRemote() {
        return text.contains("://");
    }

    static boolean isHttp(String place) {
        String start = place.toLowerCase(Locale.ROOT);
        return start.startsWith("http://") || start.startsWith("https://");
    }

    /** What may be kept of it, and tells other data apart. */
    public String name() {
        return isRemote() ? PublicName.of(text).shown() + PublicName.of(text).mark() : text;
    }

    /** Where it is on this machine. */
    public Path path() {
        return Path.of(text);
    }

    @Override
    public String toString() {
        return isRemote() ? PublicName.of(text).shown() : text;
    }
}
