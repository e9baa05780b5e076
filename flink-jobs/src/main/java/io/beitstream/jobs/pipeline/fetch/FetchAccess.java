package io.beitstream.jobs.pipeline.fetch;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a URI may point to.
 *
 * @param schemes that are allowed, in lower case
 * @param hosts that are allowed: exact names, or {@code *.example.com} for all below; empty for any
 *     host with public addresses
 * @param allowPrivate whether hosts may have private and loopback addresses; link-local ones, and
 *     so those of metadata services, stay closed
 * @param fileRoots folders below which files may be read: absolute paths, or URIs such as {@code
 *     s3://bucket/folder}; empty for no files at all
 */
public record FetchAccess(
        Set<String> schemes, Set<String> hosts, boolean allowPrivate, Set<String> fileRoots)
        implements Serializable {
    public static final FetchAccess DEFAULTS =
            new FetchAccess(Set.of("https"), Set.of(), false, Set.of());

    /** Files below a folder, and nothing else. */
    public static FetchAccess toFilesBelow(Path folder) {
        return new FetchAccess(
                Set.of("file"),
                Set.of(),
                false,
                Set.of(folder.toAbsolutePath().normalize().toString()));
    }

    /** The same, and the schemes of the roots are allowed as well. */
    public static FetchAccess withSchemesOfRoots(
            Set<String> schemes, Set<String> hosts, boolean allowPrivate, Set<String> fileRoots) {
        Set<String> all = new HashSet<>(schemes);
        for (String root : fileRoots) {
            all.add(root.contains("://") ? root.substring(0, root.indexOf("://")) : "file");
        }
        return new FetchAccess(all, hosts, allowPrivate, fileRoots);
    }

    public FetchAccess {
        schemes = lowerCase(schemes);
        hosts = lowerCase(hosts);
        fileRoots = Set.copyOf(fileRoots);
        for (String host : hosts) {
            String name = host.startsWith("*.") ? host.substring(2) : host;
            if (name.isEmpty() || name.contains("*") || name.contains("/")) {
                throw new IllegalArgumentException(
                        "'%s' is neither a host nor of the form *.example.com".formatted(host));
            }
        }
        for (String root : fileRoots) {
            FileRoot.parse(root);
        }
    }

    private static Set<String> lowerCase(Set<String> names) {
        return names.stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether the hosts' list lets a name through; it must be in lower case. */
    boolean allowsHost(String host) {
        return hosts.isEmpty()
                || hosts.contains(host)
                || hosts.stream()
                        .anyMatch(
                                allowed ->
                                        allowed.startsWith("*.")
                                                && host.length() > allowed.length() - 1
                                                && host.endsWith(allowed.substring(1)));
    }
}
