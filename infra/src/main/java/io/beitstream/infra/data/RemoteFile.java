package io.beitstream.infra.data;

import io.beitstream.jobs.source.ImageFileFormat;

/**
 * A file that lies elsewhere.
 *
 * @param name its path below the folder of the copy
 * @param place its URL
 * @param length in bytes; {@link #UNKNOWN} where nobody tells
 */
record RemoteFile(String name, String place, long length) {
    static final long UNKNOWN = -1;

    /** Whether a file of this name is fetched. */
    static boolean isTaken(String name) {
        return ImageFileFormat.isArchive(name) || ImageFileFormat.isParquet(name);
    }

    RemoteFile withLength(long bytes) {
        return new RemoteFile(name, place, bytes);
    }

    /** Whether so many bytes can be all of it. */
    boolean mayHave(long bytes) {
        return bytes == UNKNOWN || length == UNKNOWN || bytes == length;
    }

    /** Its place, for messages. */
    String shown() {
        return PublicName.of(place).shown();
    }

    /** How it stands in an {@link Origin}. */
    String line() {
        return length + " " + name + (place.isEmpty() ? "" : PublicName.of(place).mark());
    }

    boolean isTable() {
        return ImageFileFormat.isParquet(name);
    }
}
