package io.beitstream.jobs.sql.search;

import java.util.List;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.VectorSearchTableSource;

/** An index that can be searched by vectors, and not read from one end to the other. */
final class IndexTableSource implements VectorSearchTableSource {
    private final IndexOptions options;
    private final List<String> columns;

    IndexTableSource(IndexOptions options, List<String> columns) {
        this.options = options;
        this.columns = List.copyOf(columns);
    }

    @Override
    public VectorSearchRuntimeProvider getSearchRuntimeProvider(VectorSearchContext context) {
        int[][] searched = context.getSearchColumns();
        boolean byVector =
                searched.length == 1
                        && searched[0].length == 1
                        && columns.get(searched[0][0]).equals(IndexColumns.EMBEDDING);
        if (!byVector) {
            throw new ValidationException(
                    "an index is searched by its column '%s': DESCRIPTOR(%s)"
                            .formatted(IndexColumns.EMBEDDING, IndexColumns.EMBEDDING));
        }
        return new IndexSearchProvider(options, columns);
    }

    @Override
    public DynamicTableSource copy() {
        return new IndexTableSource(options, columns);
    }

    @Override
    public String asSummaryString() {
        return "the index at " + options.url();
    }
}
