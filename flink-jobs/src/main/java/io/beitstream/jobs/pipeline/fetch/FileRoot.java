package io.beitstream.jobs.pipeline.fetch;

import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A folder below which files may be read.
 *
 * @param name as it was given; the store's name for breakers and metrics
 * @param authority a bucket or a name node; empty for local files
 * @param path of segments, without a slash at the end
 */
record FileRoot(String name, String scheme, String authority, Path path) {
    /**
     * @throws IllegalArgumentException if the text is neither an absolute path nor such a URI
     */
    static FileRoot parse(String text) {
        URI uri = text.startsWith("/") ? Path.of(text).toUri() : URI.create(text);
        if (uri.getScheme() == null || uri.getPath() == null || uri.getRawQuery() != null) {
            throw new IllegalArgumentException(
                    "'%s' is neither an absolute path nor a folder's URI".formatted(text));
        }
        String path = uri.getPath().isEmpty() ? "/" : uri.getPath();
        return new FileRoot(
                text, HttpTarget.schemeOf(uri), authorityOf(uri), Path.of(path).normalize());
    }

    /** Whether a URI names something below; links are not followed yet. */
    boolean holds(URI uri) {
        @Nullable String path = uri.getPath();
        return path != null
                && scheme.equals(HttpTarget.schemeOf(uri))
                && authority.equals(authorityOf(uri))
                && isPlain(path)
                && Path.of(path).normalize().startsWith(this.path);
    }

    /** Object stores know no parents: there {@code ..} would be a name. */
    private boolean isPlain(String path) {
        return path.indexOf('\0') < 0
                && (scheme.equals("file") || !Arrays.asList(path.split("/")).contains(".."));
    }

    private static String authorityOf(URI uri) {
        String authority = uri.getRawAuthority();
        boolean here = authority == null || authority.equals("localhost") && isFile(uri);
        return here ? "" : authority;
    }

    private static boolean isFile(URI uri) {
        return HttpTarget.schemeOf(uri).equals("file");
    }
}
