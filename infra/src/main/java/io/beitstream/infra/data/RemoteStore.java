package io.beitstream.infra.data;

import java.io.IOException;

/**
 * Where files lie that are to be fetched. What may go well another time is an {@link IOException},
 * what will not a {@link RefusedException}. Thread-safe.
 */
interface RemoteStore {
    /** Bytes of a file; {@link RemoteFile#UNKNOWN} where the store does not tell. */
    long length(String place) throws IOException, InterruptedException;

    /**
     * Opens a file.
     *
     * @param from the first byte that is wanted
     * @param version that the bytes before are of; of another one the file comes from its start
     */
    RemoteBody open(String place, long from, String version)
            throws IOException, InterruptedException;
}
