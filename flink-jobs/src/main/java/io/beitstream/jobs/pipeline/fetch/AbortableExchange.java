package io.beitstream.jobs.pipeline.fetch;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.hc.client5.http.async.AsyncExecChainHandler;
import org.apache.hc.client5.http.async.AsyncExecRuntime;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.jspecify.annotations.Nullable;

/**
 * A request under way, whose cancelling closes its connection. The client's own future may lose
 * what it should cancel while a connection is set up, and would then leave it open.
 */
final class AbortableExchange extends CompletableFuture<Void> implements FutureCallback<Void> {
    private static final String RUNTIME = "beitstream.runtime";

    /** Notes of each request by which means its connection can be closed. */
    static final AsyncExecChainHandler NOTE =
            (request, entity, scope, chain, callback) -> {
                scope.clientContext.setAttribute(RUNTIME, scope.execRuntime);
                chain.proceed(request, entity, scope, callback);
            };

    private final FutureCallback<Void> listener;
    private final HttpClientContext context = HttpClientContext.create();

    AbortableExchange(FutureCallback<Void> listener) {
        this.listener = listener;
    }

    HttpClientContext context() {
        return context;
    }

    /** Lets the cancelling reach the client. */
    void sent(Future<Void> request) {
        whenComplete(
                (nothing, error) -> {
                    if (isCancelled()) {
                        request.cancel(true);
                        close();
                    }
                });
    }

    private void close() {
        @Nullable Object runtime = context.getAttribute(RUNTIME);
        if (runtime instanceof AsyncExecRuntime connection) {
            connection.discardEndpoint();
        }
    }

    @Override
    public void completed(@Nullable Void nothing) {
        complete(nothing);
        listener.completed(nothing);
    }

    @Override
    public void failed(Exception error) {
        completeExceptionally(error);
        listener.failed(error);
    }

    @Override
    public void cancelled() {
        cancel(true);
        listener.cancelled();
    }
}
