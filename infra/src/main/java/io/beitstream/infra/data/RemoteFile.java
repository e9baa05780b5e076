package io.beitstream.infra.data;

/**
 * A file that lies elsewhere.
 *
 * @param name its path below the folder of the copy
 * @param place its URL
 * @param length in bytes; {@link #UNKNOWN} where nobody tells
 */
record RemoteFile(String name, String place, long length) {
    static final long UNKNOWN = -1;

    RemoteFile withLength(long bytes) {
        return new RemoteFile(name, place, bytes);
    }

    /** Its place, for messages. */
    String shown() {
        return DataLocation.nameOf(place);
    }

    boolean isTable() {
        return name.endsWith(".parquet");
    }
}
