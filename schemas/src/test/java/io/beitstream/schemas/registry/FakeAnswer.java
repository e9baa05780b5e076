package io.beitstream.schemas.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** An answer of the {@link FakeRegistry}. */
record FakeAnswer(int status, String body) {
    static FakeAnswer ok(JsonNode json) {
        return new FakeAnswer(200, json.toString());
    }

    static FakeAnswer error(int status, int code, String message) {
        return new FakeAnswer(
                status,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("error_code", code)
                        .put("message", message)
                        .toString());
    }
}
