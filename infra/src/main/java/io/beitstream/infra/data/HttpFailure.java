package io.beitstream.infra.data;

import java.io.IOException;
import java.net.URI;

/** What a status says that is none of success. */
final class HttpFailure {
    private HttpFailure() {}

    /** Whether another attempt may go well. */
    static boolean isTransient(int status) {
        return status == 408 || status == 429 || status >= 500;
    }

    /** The failure to bring a file. */
    static IOException of(String place, int status) {
        if (isTransient(status)) {
            return new IOException("the server says " + status);
        }
        String remedy =
                switch (status) {
                    case 401, 403 ->
                            URI.create(place).getRawQuery() == null
                                    ? "it is not for everybody: name a URL that needs no login"
                                    : "the signature of the URL may have run out: the same command with a fresh URL goes on";
                    case 404, 410 -> "it is not there: look at --data, and at the ends of its {..}";
                    case 301, 302, 303, 307, 308 ->
                            "it leads from https to http, or in a circle: name the last URL itself";
                    default -> "it cannot be fetched";
                };
        return new RefusedException(
                "the server says %d for %s: %s"
                        .formatted(status, PublicName.of(place).shown(), remedy));
    }
}
