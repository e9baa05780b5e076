package io.beitstream.infra.search.server;

import java.util.Locale;
import java.util.regex.Pattern;

/** The names by which a machine means itself. */
final class LoopbackName {
    private static final Pattern HOST =
            Pattern.compile("(localhost|127(\\.\\d{1,3}){3}|\\[::1\\])(:\\d{1,5})?");

    private LoopbackName() {}

    /**
     * Whether it is one.
     *
     * @param host as in a Host header, with or without a port
     */
    static boolean is(String host) {
        return HOST.matcher(host.toLowerCase(Locale.ROOT)).matches();
    }
}
