package io.beitstream.infra.search.server;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stands before everything else: answers to the server's own names only, so that no other site's
 * name can be made to lead here; takes no changes from other sites' pages; and sends the headers
 * that keep the page to itself.
 */
final class Guard implements HttpHandler {
    private static final Map<HttpString, String> HEADERS =
            Map.of(
                    new HttpString("Content-Security-Policy"),
                    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:;"
                            + " connect-src 'self'; base-uri 'none'; form-action 'none';"
                            + " frame-ancestors 'none'",
                    new HttpString("X-Content-Type-Options"),
                    "nosniff",
                    new HttpString("Referrer-Policy"),
                    "no-referrer",
                    new HttpString("Cross-Origin-Resource-Policy"),
                    "same-origin",
                    new HttpString("Cross-Origin-Opener-Policy"),
                    "same-origin");
    private static final HttpString FETCH_SITE = new HttpString("Sec-Fetch-Site");

    private final boolean loopbackOnly;
    private final String name;
    private final HttpHandler next;

    /**
     * @param loopbackOnly whether other names than those of loopback are refused
     * @param name the one that the server was bound by, which is not
     */
    Guard(boolean loopbackOnly, String name, HttpHandler next) {
        this.loopbackOnly = loopbackOnly;
        this.name = name;
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        HeaderMap answer = exchange.getResponseHeaders();
        HEADERS.forEach(answer::put);
        String host = exchange.getRequestHeaders().getFirst(Headers.HOST);
        if (host == null || (loopbackOnly && !isOurs(host))) {
            Sending.refuse(
                    exchange,
                    new RequestRefusedException(
                            421,
                            "This server answers to localhost only; start it with --host to serve others."));
        } else if (isFromElsewhere(exchange, host)) {
            Sending.refuse(
                    exchange,
                    new RequestRefusedException(403, "Pages of other sites cannot search here."));
        } else {
            next.handleRequest(exchange);
        }
    }

    private boolean isOurs(String host) {
        return LoopbackName.is(host) || host.replaceFirst(":\\d{1,5}$", "").equalsIgnoreCase(name);
    }

    private static boolean isFromElsewhere(HttpServerExchange exchange, String host) {
        String method = exchange.getRequestMethod().toString();
        if (method.equals("GET") || method.equals("HEAD")) {
            return false;
        }
        HeaderMap asked = exchange.getRequestHeaders();
        @Nullable String site = asked.getFirst(FETCH_SITE);
        if (site != null && !site.equals("same-origin") && !site.equals("none")) {
            return true;
        }
        @Nullable String origin = asked.getFirst(Headers.ORIGIN);
        return origin != null
                && !origin.equalsIgnoreCase("http://" + host)
                && !origin.equalsIgnoreCase("https://" + host);
    }
}
