package io.beitstream.infra.search.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** The files that the page is made of, and the description of the API; each has a route. */
final class Assets {
    private static final String SCRIPT = "text/javascript; charset=utf-8";

    private Assets() {}

    static List<Route> routes() {
        return List.of(
                route("/", "index.html", "text/html; charset=utf-8"),
                route("/style.css", "style.css", "text/css; charset=utf-8"),
                route("/app.js", "app.js", SCRIPT),
                route("/api.js", "api.js", SCRIPT),
                route("/tiles.js", "tiles.js", SCRIPT),
                route("/selection.js", "selection.js", SCRIPT),
                route("/live.js", "live.js", SCRIPT),
                route("/codes.js", "codes.js", SCRIPT),
                route("/icon.svg", "icon.svg", "image/svg+xml"),
                route("/favicon.ico", "icon.svg", "image/svg+xml"),
                route("/openapi.json", "openapi.json", Answer.JSON));
    }

    private static Route route(String path, String file, String contentType) {
        byte[] content = read(file);
        String tag = tag(content);
        return Route.get(
                path,
                request ->
                        request.knows(tag)
                                ? Answer.unchanged(tag)
                                : Answer.tagged(contentType, content, tag));
    }

    private static byte[] read(String file) {
        try (InputStream in = Assets.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing from the jar");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String tag(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return '"' + HexFormat.of().formatHex(digest, 0, 8) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM knows SHA-256", e);
        }
    }
}
