package io.beitstream.schemas.registry;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/**
 * Who asks a registry: nobody in particular, a user with a password, or the bearer of a token.
 *
 * @param header the value of the HTTP header {@code Authorization}; empty for nobody
 */
public record RegistryCredentials(String header) implements Serializable {
    public static final RegistryCredentials NONE = new RegistryCredentials("");

    /** The setting for a user, as {@code USER:PASSWORD}; named as Confluent's clients do. */
    public static final String USER_INFO = "basic.auth.user.info";

    /** The setting for a token; named as Confluent's clients do. */
    public static final String TOKEN = "bearer.auth.token";

    private static final String PREFIX = "schema.registry.";

    /**
     * The credentials that settings name, with or without the prefix {@code schema.registry.};
     * other settings are left alone.
     *
     * @throws IllegalArgumentException if they name two, or a user without a password
     */
    public static RegistryCredentials of(Map<String, String> settings) {
        String user = setting(settings, USER_INFO);
        String token = setting(settings, TOKEN);
        if (!user.isEmpty() && !token.isEmpty()) {
            throw new IllegalArgumentException(
                    "the schema registry takes either %s or %s, not both"
                            .formatted(USER_INFO, TOKEN));
        }
        if (!token.isEmpty()) {
            return new RegistryCredentials("Bearer " + printable(token, TOKEN));
        }
        if (user.isEmpty()) {
            return NONE;
        }
        if (user.indexOf(':') < 1) {
            throw new IllegalArgumentException(USER_INFO + " must be USER:PASSWORD");
        }
        byte[] bytes = user.getBytes(StandardCharsets.UTF_8);
        return new RegistryCredentials("Basic " + Base64.getEncoder().encodeToString(bytes));
    }

    private static String setting(Map<String, String> settings, String name) {
        return settings.getOrDefault(name, settings.getOrDefault(PREFIX + name, "")).strip();
    }

    private static String printable(String value, String name) {
        if (!value.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IllegalArgumentException(name + " holds characters that no token has");
        }
        return value;
    }

    @Override
    public String toString() {
        return header.isEmpty() ? "nobody" : header.substring(0, header.indexOf(' '));
    }
}
