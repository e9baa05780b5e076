package io.beitstream.jobs.pipeline.fetch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * One attempt over HTTP: from URI to URI as the store redirects. Of each, the URI is checked, its
 * host resolved, all its addresses checked, and then one of these very addresses is connected to.
 */
final class HttpAttempt {
    private final HttpTransport transport;
    private final Attempt attempt;
    private int redirects;

    HttpAttempt(HttpTransport transport, Attempt attempt) {
        this.transport = transport;
        this.attempt = attempt;
    }

    void visit(URI uri) {
        if (attempt.isOver()) {
            return;
        }
        try {
            HttpTarget target = HttpTarget.of(uri, transport.options().access());
            CompletableFuture<List<InetAddress>> resolving = transport.resolve(target);
            attempt.does(resolving);
            resolving.whenComplete(
                    (addresses, error) -> {
                        if (error == null) {
                            new Exchange(target, addresses).connect(0);
                        } else {
                            fail(HttpFailures.of(error));
                        }
                    });
        } catch (AttemptException e) {
            fail(e);
        }
    }

    private void fail(AttemptException failure) {
        attempt.fail(redirects == 0 ? failure : failure.afterRedirect());
    }

    /** A request to one host, at one of its addresses, and its answer. */
    private final class Exchange implements ImageResponse.Head, FutureCallback<Void> {
        private final HttpTarget target;
        private final List<InetAddress> addresses;
        private int address;
        private @Nullable ImageBody body;
        private @Nullable AttemptException answer;
        private @Nullable String location;
        private boolean answered;

        Exchange(HttpTarget target, List<InetAddress> addresses) {
            this.target = target;
            this.addresses = addresses;
        }

        void connect(int index) {
            address = index;
            if (!attempt.isOver()) {
                ImageResponse response = new ImageResponse(this);
                attempt.does(transport.get(target, addresses.get(index), response, this));
            }
        }

        @Override
        public @Nullable ImageBody answered(HttpResponse response, @Nullable EntityDetails details)
                throws IOException {
            if (attempt.isOver()) {
                throw new IOException("nobody waits for the answer");
            }
            answered = true;
            Header there = response.getFirstHeader(HttpHeaders.LOCATION);
            if (response.getCode() == 200) {
                answer = refusalOfHead(response, details);
                if (answer == null) {
                    attempt.expiryMeans(transport.failures().slowBody());
                    long length = details == null ? 0 : details.getContentLength();
                    body = new ImageBody(attempt.share(), (int) Math.max(-1, length), maxBytes());
                    body.begin();
                    return body;
                }
            } else if (isRedirect(response.getCode()) && there != null) {
                location = String.valueOf(there.getValue());
            } else {
                answer = transport.failures().ofStatus(response);
            }
            if (answer != null) {
                attempt.expiryMeans(redirects == 0 ? answer : answer.afterRedirect());
            }
            return null;
        }

        private @Nullable AttemptException refusalOfHead(
                HttpResponse response, @Nullable EntityDetails details) {
            for (Header encoding : response.getHeaders(HttpHeaders.CONTENT_ENCODING)) {
                if (!"identity".equalsIgnoreCase(encoding.getValue())) {
                    return new AttemptException(
                            Blame.IMAGE,
                            "encoding-not-allowed",
                            "it is compressed, which nobody asked for");
                }
            }
            return details != null && details.getContentLength() > maxBytes()
                    ? HttpFailures.tooLarge(maxBytes())
                    : null;
        }

        private int maxBytes() {
            return transport.options().limits().maxBytes();
        }

        private boolean isRedirect(int status) {
            return status == 301
                    || status == 302
                    || status == 303
                    || status == 307
                    || status == 308;
        }

        @Override
        public void tooLarge() {
            answer = HttpFailures.tooLarge(maxBytes());
        }

        @Override
        public void completed(@Nullable Void nothing) {
            attempt.doneWith();
            if (body != null && answer == null && body.isWhole()) {
                body.join().thenAccept(attempt::succeed);
            } else {
                conclude();
            }
        }

        private void conclude() {
            if (answer != null) {
                fail(answer);
            } else if (location != null) {
                redirect(location);
            } else {
                fail(HttpFailures.broken());
            }
        }

        private void redirect(String there) {
            if (redirects++ == transport.options().limits().maxRedirects()) {
                attempt.fail(
                        new AttemptException(
                                Blame.IMAGE,
                                "too-many-redirects",
                                "more than %d redirects".formatted(redirects - 1)));
                return;
            }
            URI next;
            try {
                next = target.uri().resolve(there);
            } catch (IllegalArgumentException e) {
                fail(new AttemptException(Blame.IMAGE, "malformed-uri", "no URI"));
                return;
            }
            visit(next);
        }

        @Override
        public void failed(Exception error) {
            attempt.doneWith();
            if (answered) {
                conclude();
            } else if (HttpFailures.isConnect(error) && address + 1 < addresses.size()) {
                connect(address + 1);
            } else {
                fail(HttpFailures.of(error));
            }
        }

        @Override
        public void cancelled() {
            fail(HttpFailures.broken());
        }
    }
}
