package io.beitstream.jobs.sql.search;

import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * Which index is asked, and how.
 *
 * @param url of the index's page
 * @param attributes that what is found must have, with these values
 * @param requestTimeout for one attempt
 * @param maxAttempts for one search, while the index is not there or has no room
 */
record IndexOptions(
        URI url, Map<String, String> attributes, Duration requestTimeout, int maxAttempts)
        implements Serializable {
    IndexOptions {
        attributes = Map.copyOf(attributes);
        if (!("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                || url.getHost() == null) {
            throw new IllegalArgumentException(
                    "'url' is '%s': name the index's page, as http://host:8090".formatted(url));
        }
        if (requestTimeout.isNegative() || requestTimeout.isZero()) {
            throw new IllegalArgumentException("'request-timeout' must be positive");
        }
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("'max-attempts' must be at least 1");
        }
    }
}
