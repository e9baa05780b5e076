package io.beitstream.infra.search.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;

/**
 * What is sent back.
 *
 * @param tag the entity tag, in quotes; empty for content that is not to be kept
 */
record Answer(int status, String contentType, byte[] body, String tag) {
    static final String JSON = "application/json";
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final byte[] NOTHING = {};

    /** A value as JSON. */
    static Answer json(Object value) {
        return new Answer(200, JSON, bytes(value), "");
    }

    static Answer error(int status, String sentence) {
        return new Answer(status, JSON, bytes(Map.of("error", sentence)), "");
    }

    /** Content that a client may keep, and asks about again. */
    static Answer tagged(String contentType, byte[] body, String tag) {
        return new Answer(200, contentType, body, tag);
    }

    /** What the client has is still right. */
    static Answer unchanged(String tag) {
        return new Answer(304, "", NOTHING, tag);
    }

    /** A value as JSON text. */
    static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer that is no JSON", e);
        }
    }

    private static byte[] bytes(Object value) {
        return text(value).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
}
