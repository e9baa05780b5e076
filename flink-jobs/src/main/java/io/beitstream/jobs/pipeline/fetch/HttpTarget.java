package io.beitstream.jobs.pipeline.fetch;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.HttpHost;

/**
 * The place that an http or https URI names, once it is allowed.
 *
 * @param host in lower case; an IPv6 address without brackets
 * @param path with query, as it goes into the request
 */
record HttpTarget(URI uri, String scheme, String host, int port, String path) {
    private static final Pattern IPV4 =
            Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");
    private static final Pattern NUMBER = Pattern.compile("\\d+|0x[0-9a-f]*");

    /**
     * Checks a URI.
     *
     * @throws AttemptException if the URI must not be fetched
     */
    static HttpTarget of(URI given, FetchAccess access) throws AttemptException {
        String scheme = schemeOf(given);
        if (!isHttp(scheme) || !access.schemes().contains(scheme)) {
            throw refusal("scheme-not-allowed", "the scheme is not allowed");
        }
        URI uri = URI.create(given.toASCIIString());
        if (uri.getRawUserInfo() != null) {
            throw refusal("malformed-uri", "user info is not allowed");
        }
        if (uri.getHost() == null) {
            throw refusal("malformed-uri", "it names no host");
        }
        int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
        if (port < 1 || port > 65535) {
            throw refusal("malformed-uri", "the port is none");
        }
        String host = plain(uri.getHost().toLowerCase(Locale.ROOT));
        if (!access.allowsHost(host)) {
            throw refusal("host-not-allowed", "the host is not among the allowed ones");
        }
        if (isNumber(host) && !IPV4.matcher(host).matches() || host.indexOf('%') >= 0) {
            throw refusal("address-not-allowed", "the address is not in its plain form");
        }
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return new HttpTarget(uri, scheme, host, port, path + query);
    }

    static String schemeOf(URI uri) {
        return uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    }

    static boolean isHttp(String scheme) {
        return scheme.equals("http") || scheme.equals("https");
    }

    private static AttemptException refusal(String errorClass, String message) {
        return new AttemptException(Blame.REFUSED, errorClass, message);
    }

    private static String plain(String host) {
        if (host.startsWith("[")) {
            return host.substring(1, host.length() - 1);
        }
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    /** Whether other programs would read the name as a number, and so as an IPv4 address. */
    private static boolean isNumber(String host) {
        return NUMBER.matcher(host.substring(host.lastIndexOf('.') + 1)).matches();
    }

    /** Whether the host is an address already. */
    boolean isAddress() {
        return host.indexOf(':') >= 0 || isNumber(host);
    }

    /** The store's name, for breakers and metrics. */
    String store() {
        HttpHost printed = new HttpHost(scheme, host, port);
        boolean usual = port == (scheme.equals("https") ? 443 : 80);
        return usual ? host : printed.toHostString();
    }
}
