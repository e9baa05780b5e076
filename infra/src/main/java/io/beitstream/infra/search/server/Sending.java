package io.beitstream.infra.search.server;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import java.nio.ByteBuffer;

/** Puts answers on the wire. */
final class Sending {
    private Sending() {}

    static void send(HttpServerExchange exchange, Answer answer) {
        if (exchange.isResponseStarted()) {
            return;
        }
        HeaderMap headers = exchange.getResponseHeaders();
        exchange.setStatusCode(answer.status());
        if (!answer.contentType().isEmpty()) {
            headers.put(Headers.CONTENT_TYPE, answer.contentType());
        }
        if (answer.tag().isEmpty()) {
            headers.put(Headers.CACHE_CONTROL, "no-store");
        } else {
            headers.put(Headers.CACHE_CONTROL, "private, no-cache");
            headers.put(Headers.ETAG, answer.tag());
        }
        if (answer.status() == 304) {
            exchange.endExchange();
        } else {
            exchange.getResponseSender().send(ByteBuffer.wrap(answer.body()));
        }
    }

    static void refuse(HttpServerExchange exchange, RequestRefusedException refusal) {
        if (!exchange.isRequestComplete()) {
            // What is left of the body is not worth reading.
            exchange.setPersistent(false);
        }
        send(exchange, Answer.error(refusal.status(), refusal.sentence()));
    }
}
