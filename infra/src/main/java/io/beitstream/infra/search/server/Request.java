package io.beitstream.infra.search.server;

import java.util.Map;

/**
 * A request as an endpoint sees it.
 *
 * @param names the parts of the path that the route names, decoded
 * @param body empty where the route takes none
 * @param contentType empty if nobody says
 * @param known the entity tags that the client has already; empty if none
 */
record Request(
        Map<String, String> names, Query query, byte[] body, String contentType, String known) {
    /** The part of the path of this name. */
    String name(String name) {
        String value = names.get(name);
        if (value == null) {
            throw new IllegalStateException("the route names no " + name);
        }
        return value;
    }

    /** Whether the client has the content of this tag already. */
    boolean knows(String tag) {
        return known.contains(tag);
    }
}
