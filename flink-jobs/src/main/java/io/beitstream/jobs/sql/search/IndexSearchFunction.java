package io.beitstream.jobs.sql.search;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.VectorSearchFunction;
import org.jspecify.annotations.Nullable;

/** Searches an index for one row after the other. */
public final class IndexSearchFunction extends VectorSearchFunction {
    private static final long serialVersionUID = 1L;

    private final IndexOptions options;
    private final List<String> columns;
    private transient @Nullable IndexClient client;

    IndexSearchFunction(IndexOptions options, List<String> columns) {
        this.options = options;
        this.columns = List.copyOf(columns);
    }

    @Override
    public void open(FunctionContext context) {
        client = new IndexClient(options, columns);
    }

    @Override
    public Collection<RowData> vectorSearch(int topK, RowData query) throws IOException {
        if (client == null) {
            throw new IllegalStateException("not open");
        }
        CompletableFuture<Collection<RowData>> found = client.search(topK, query);
        try {
            return found.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the index was asked");
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }
}
