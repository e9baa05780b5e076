package io.beitstream.jobs.sql.search;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.functions.AsyncVectorSearchFunction;
import org.apache.flink.table.functions.FunctionContext;
import org.jspecify.annotations.Nullable;

/** Searches an index for many rows at a time. */
public final class AsyncIndexSearchFunction extends AsyncVectorSearchFunction {
    private static final long serialVersionUID = 1L;

    private final IndexOptions options;
    private final List<String> columns;
    private transient @Nullable IndexClient client;

    AsyncIndexSearchFunction(IndexOptions options, List<String> columns) {
        this.options = options;
        this.columns = List.copyOf(columns);
    }

    @Override
    public void open(FunctionContext context) {
        client = new IndexClient(options, columns);
    }

    @Override
    public CompletableFuture<Collection<RowData>> asyncVectorSearch(int topK, RowData query) {
        if (client == null) {
            throw new IllegalStateException("not open");
        }
        return client.search(topK, query);
    }
}
