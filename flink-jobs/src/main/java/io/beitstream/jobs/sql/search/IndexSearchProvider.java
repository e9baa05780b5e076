package io.beitstream.jobs.sql.search;

import java.util.List;
import org.apache.flink.table.connector.source.search.AsyncVectorSearchFunctionProvider;
import org.apache.flink.table.connector.source.search.VectorSearchFunctionProvider;
import org.apache.flink.table.functions.AsyncVectorSearchFunction;
import org.apache.flink.table.functions.VectorSearchFunction;

/** Offers the planner both ways of searching. */
record IndexSearchProvider(IndexOptions options, List<String> columns)
        implements AsyncVectorSearchFunctionProvider, VectorSearchFunctionProvider {
    @Override
    public AsyncVectorSearchFunction createAsyncVectorSearchFunction() {
        return new AsyncIndexSearchFunction(options, columns);
    }

    @Override
    public VectorSearchFunction createVectorSearchFunction() {
        return new IndexSearchFunction(options, columns);
    }
}
