package io.beitstream.infra.search.server;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/** A vector to search for, as it is sent: the component is the field of its JSON. */
record VectorQuery(float[] vector) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Reads it.
     *
     * @throws RequestRefusedException if it holds anything else
     */
    static VectorQuery parse(byte[] body) throws RequestRefusedException {
        try {
            VectorQuery query = JSON.readValue(body, VectorQuery.class);
            if (query != null && query.vector != null) {
                return query;
            }
        } catch (IOException e) {
            // said below
        }
        throw new RequestRefusedException(400, "Send a vector as {\"vector\": [...]}.");
    }
}
