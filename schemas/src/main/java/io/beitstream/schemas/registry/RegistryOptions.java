package io.beitstream.schemas.registry;

import java.io.Serializable;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;

/**
 * A schema registry, and how it is asked.
 *
 * @param url the root of its REST interface
 * @param timeout of one request, to the last byte
 * @param patience with a registry that does not answer, over all tries of one question
 */
public record RegistryOptions(
        URI url, RegistryCredentials credentials, Duration timeout, Duration patience)
        implements Serializable {
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);
    public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(20);

    public RegistryOptions {
        boolean isWeb = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!isWeb || url.getHost() == null) {
            throw new IllegalArgumentException(
                    "the schema registry's URL must be like https://registry:8081, and is "
                            + withoutUser(url));
        }
        if (url.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "the schema registry's URL holds a password that others could read: put it into --schema-registry-properties");
        }
        if (url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "the schema registry's URL must end with its path, without ? and #");
        }
    }

    /**
     * A registry with the default times.
     *
     * @throws IllegalArgumentException if the URL is none
     */
    public static RegistryOptions of(String url, RegistryCredentials credentials) {
        try {
            String root = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
            return new RegistryOptions(
                    new URI(root), credentials, DEFAULT_TIMEOUT, DEFAULT_PATIENCE);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "the schema registry's URL is none: " + e.getReason(), e);
        }
    }

    /** The same, asked with other times. */
    public RegistryOptions with(Duration newTimeout, Duration newPatience) {
        return new RegistryOptions(url, credentials, newTimeout, newPatience);
    }

    private static String withoutUser(URI url) {
        return url.toString().replaceAll("//[^/@]*@", "//");
    }
}
