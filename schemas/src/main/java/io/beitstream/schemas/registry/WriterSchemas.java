package io.beitstream.schemas.registry;

import io.beitstream.schemas.SchemaUnavailableException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;

/**
 * The schemas of a registry by their ids, shared by the codecs of a JVM: each is asked for once and
 * then known for good, whatever becomes of the registry. An id that the registry does not know is
 * asked for again after a while. Thread-safe.
 */
final class WriterSchemas {
    /** Held weakly: a client's thread must not outlive the job whose class loader it holds. */
    private static final Map<RegistryOptions, WeakReference<WriterSchemas>> SHARED =
            new HashMap<>();

    /** How long a registry is believed that it does not know an id. */
    private static final Duration UNKNOWN_FOR = Duration.ofSeconds(10);

    /** Ids that are remembered: whoever writes to a topic can make some up. */
    private static final int MOST = 10_000;

    private final RegistryHttp http;
    private final SchemaReferences references;
    private final Map<Integer, CompletableFuture<Schema>> byId = new ConcurrentHashMap<>();

    private WriterSchemas(RegistryOptions options) {
        this.http = new RegistryHttp(options);
        this.references = new SchemaReferences(http);
    }

    /** Those of a registry. */
    static WriterSchemas of(RegistryOptions options) {
        synchronized (SHARED) {
            WeakReference<WriterSchemas> shared = SHARED.get(options);
            WriterSchemas schemas = shared == null ? null : shared.get();
            if (schemas == null) {
                schemas = new WriterSchemas(options);
                SHARED.put(options, new WeakReference<>(schemas));
            }
            return schemas;
        }
    }

    /** Takes note of a schema that somebody else has asked for. */
    void learn(int id, String schema) {
        byId.computeIfAbsent(
                id, i -> CompletableFuture.completedFuture(new Schema.Parser().parse(schema)));
    }

    /**
     * The schema of an id. Completes exceptionally with an {@link UnknownSchemaException}, or with
     * a {@link SchemaUnavailableException} if it cannot be told now.
     */
    CompletableFuture<Schema> get(int id) {
        CompletableFuture<Schema> known = byId.get(id);
        if (known != null) {
            return known;
        }
        CompletableFuture<Schema> asked = new CompletableFuture<>();
        CompletableFuture<Schema> other = byId.putIfAbsent(id, asked);
        if (other != null) {
            return other;
        }
        var unused =
                http.get("/schemas/ids/" + id)
                        .thenCompose(references::parse)
                        .whenComplete((schema, error) -> settle(id, asked, schema, error));
        return asked;
    }

    private void settle(int id, CompletableFuture<Schema> asked, Schema schema, Throwable error) {
        if (error == null) {
            asked.complete(schema);
            return;
        }
        Throwable cause = judge(id, RegistryHttp.unwrapped(error));
        if (cause instanceof UnknownSchemaException && byId.size() < MOST) {
            CompletableFuture.delayedExecutor(UNKNOWN_FOR.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(() -> byId.remove(id, asked));
        } else {
            byId.remove(id, asked);
        }
        asked.completeExceptionally(cause);
    }

    /** Tells what the record is to blame for from what the registry is. */
    private static Throwable judge(int id, Throwable cause) {
        if (cause instanceof UnknownSchemaException) {
            return new UnknownSchemaException(
                    "schema %d of the registry cannot be used: %s"
                            .formatted(id, cause.getMessage()));
        }
        if (cause instanceof RegistryRefusalException refusal) {
            return refusal.isOfUnknownSchema()
                    ? new UnknownSchemaException("the schema registry has no schema " + id)
                    : new SchemaUnavailableException(
                            "the schema registry refuses schema %d: %s"
                                    .formatted(id, refusal.getMessage()),
                            refusal);
        }
        return cause;
    }
}
