package io.beitstream.jobs.pipeline.fetch;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** A URI as messages may show it: without user info, query and fragment. */
final class PrintableUri {
    private static final int LONGEST = 300;

    private PrintableUri() {}

    static String of(URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme() + ":";
        if (uri.isOpaque()) {
            return scheme + "...";
        }
        String authority = withoutUserInfo(uri.getRawAuthority());
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        String shown = scheme + authority + path + (uri.getRawQuery() == null ? "" : "?...");
        return shown.length() <= LONGEST ? shown : shown.substring(0, LONGEST) + "...";
    }

    private static String withoutUserInfo(@Nullable String authority) {
        return authority == null ? "" : "//" + authority.substring(authority.lastIndexOf('@') + 1);
    }
}
