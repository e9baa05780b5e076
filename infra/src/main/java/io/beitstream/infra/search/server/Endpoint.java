package io.beitstream.infra.search.server;

import java.io.IOException;

/** Answers the requests of a route, on a thread that may wait. Thread-safe. */
interface Endpoint {
    Answer answer(Request request) throws RequestRefusedException, IOException;
}
