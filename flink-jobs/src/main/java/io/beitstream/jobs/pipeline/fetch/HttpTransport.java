package io.beitstream.jobs.pipeline.fetch;

import io.beitstream.jobs.pipeline.ticket.DeadlineTimer;
import io.beitstream.jobs.pipeline.ticket.Ticket;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.nio.support.BasicRequestProducer;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;

/**
 * Attempts over HTTP/1.1, without a thread for each. The client under it resolves no names: it gets
 * the checked address together with the host's name, which it uses for the Host header and to
 * verify the certificate. It knows no proxy, cookies, credentials, redirects or compression.
 */
final class HttpTransport implements Transport {
    private static final int RESOLVING = 32;

    private final FetchOptions options;
    private final DeadlineTimer timer;
    private final HostResolver resolver;
    private final AddressRules rules;
    private final HttpFailures failures;
    private final BlockingCalls resolving = new BlockingCalls("beitstream-resolve", RESOLVING);
    private final CloseableHttpAsyncClient client;

    /**
     * @param tls null for the JVM's
     */
    HttpTransport(
            FetchOptions options,
            DeadlineTimer timer,
            HostResolver resolver,
            @Nullable SSLContext tls) {
        this.options = options;
        this.timer = timer;
        this.resolver = resolver;
        this.rules = new AddressRules(options.access().allowPrivate());
        this.failures =
                new HttpFailures(
                        options.limits().attemptTimeout(),
                        options.retry().maxRetryAfter(),
                        InstantSource.system());
        this.client = HttpClients.start(options.limits(), tls);
    }

    FetchOptions options() {
        return options;
    }

    HttpFailures failures() {
        return failures;
    }

    @Override
    public CompletableFuture<byte[]> attempt(URI uri, Ticket ticket) {
        Attempt attempt =
                new Attempt(ticket, timer, options.limits().attemptTimeout(), failures.noAnswer());
        new HttpAttempt(this, attempt).visit(uri);
        return attempt.result();
    }

    /** The addresses of a host; exceptionally if any of them is not allowed. */
    CompletableFuture<List<InetAddress>> resolve(HttpTarget target) {
        if (target.isAddress()) {
            try {
                return CompletableFuture.completedFuture(
                        checked(List.of(InetAddress.getByName(target.host()))));
            } catch (UnknownHostException | AttemptException e) {
                return CompletableFuture.failedFuture(e);
            }
        }
        return resolving.call(() -> checked(resolver.resolve(target.host())));
    }

    private List<InetAddress> checked(List<InetAddress> addresses)
            throws UnknownHostException, AttemptException {
        if (addresses.isEmpty()) {
            throw new UnknownHostException();
        }
        if (!addresses.stream().allMatch(rules::allows)) {
            throw new AttemptException(
                    Blame.REFUSED, "address-not-allowed", "the host's address is not allowed");
        }
        return addresses;
    }

    /** Sends a request to a checked address. */
    Future<Void> get(
            HttpTarget target,
            InetAddress address,
            ImageResponse response,
            FutureCallback<Void> callback) {
        HttpHost host = new HttpHost(target.scheme(), address, target.host(), target.port());
        BasicHttpRequest request = new BasicHttpRequest("GET", host, target.path());
        request.setHeader("Accept-Encoding", "identity");
        AbortableExchange exchange = new AbortableExchange(callback);
        exchange.sent(
                client.execute(
                        host,
                        new BasicRequestProducer(request, null),
                        response,
                        null,
                        exchange.context(),
                        exchange));
        return exchange;
    }

    @Override
    public void close() {
        resolving.close();
        client.close(CloseMode.IMMEDIATE);
    }
}
