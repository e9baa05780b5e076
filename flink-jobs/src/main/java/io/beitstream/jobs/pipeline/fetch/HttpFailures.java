package io.beitstream.jobs.pipeline.fetch;

import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.utils.DateUtils;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong over HTTP, in words of ours.
 *
 * @param maxRetryAfter longest wait that a store may ask for
 */
record HttpFailures(Duration attemptTimeout, Duration maxRetryAfter, InstantSource clock) {
    static AttemptException tooLarge(int maxBytes) {
        return new AttemptException(
                Blame.IMAGE,
                "image-too-large",
                "it is larger than the limit of %d bytes".formatted(maxBytes));
    }

    AttemptException noAnswer() {
        return new AttemptException(
                Blame.STORE,
                "fetch-timeout",
                "no answer within %d ms".formatted(attemptTimeout.toMillis()));
    }

    AttemptException slowBody() {
        return new AttemptException(
                Blame.PASSING,
                "fetch-timeout",
                "not all of it came within %d ms".formatted(attemptTimeout.toMillis()));
    }

    static AttemptException broken() {
        return new AttemptException(
                Blame.PASSING, "fetch-failed", "the connection broke, or it was no HTTP");
    }

    static boolean isConnect(Throwable error) {
        return error instanceof ConnectException
                || error instanceof NoRouteToHostException
                || error instanceof InterruptedIOException;
    }

    /** What a failure before the answer means. */
    static AttemptException of(Throwable error) {
        if (error instanceof AttemptException known) {
            return known;
        }
        if (error instanceof UnknownHostException) {
            return new AttemptException(
                    Blame.UNRESOLVED, "fetch-failed", "the host has no address");
        }
        if (error instanceof InterruptedIOException) {
            return new AttemptException(
                    Blame.STORE, "fetch-timeout", "the host could not be connected to in time");
        }
        if (isConnect(error)) {
            return new AttemptException(
                    Blame.STORE, "fetch-failed", "the host could not be connected to");
        }
        if (error instanceof SSLException) {
            return new AttemptException(
                    Blame.PASSING, "fetch-failed", "no secure connection to the host");
        }
        return broken();
    }

    AttemptException ofStatus(HttpResponse response) {
        int status = response.getCode();
        Blame blame =
                switch (status) {
                    case 429, 502, 503, 504 -> Blame.STORE;
                    case 408, 425 -> Blame.PASSING;
                    default -> status >= 500 ? Blame.INTERNAL : Blame.IMAGE;
                };
        return new AttemptException(
                blame,
                "http-" + status,
                "the answer was status " + status,
                blame.isFinal() ? null : retryAfter(response));
    }

    private @Nullable Duration retryAfter(HttpResponse response) {
        Header header = response.getFirstHeader(HttpHeaders.RETRY_AFTER);
        if (header == null || header.getValue() == null) {
            return null;
        }
        String value = header.getValue().strip();
        Duration wait;
        if (value.matches("\\d{1,9}")) {
            wait = Duration.ofSeconds(Long.parseLong(value));
        } else {
            Instant until = DateUtils.parseStandardDate(value);
            if (until == null) {
                return null;
            }
            wait = Duration.between(clock.instant(), until);
        }
        return wait.compareTo(maxRetryAfter) > 0 ? maxRetryAfter : wait;
    }
}
