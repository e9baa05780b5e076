package io.beitstream.jobs.sql.column;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.catalog.Column;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.BooleanType;
import org.apache.flink.table.types.logical.FloatType;
import org.apache.flink.table.types.logical.IntType;
import org.apache.flink.table.types.logical.LocalZonedTimestampType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.VarCharType;

/**
 * The columns that can be filled, by name.
 *
 * @param <T> what they are read from
 */
public final class KnownColumns<T> {
    public static final LogicalType INT = new IntType();
    public static final LogicalType BIGINT = new BigIntType();
    public static final LogicalType BOOLEAN = new BooleanType();
    public static final LogicalType STRING = VarCharType.STRING_TYPE;
    public static final LogicalType INTS = new ArrayType(INT);
    public static final LogicalType FLOATS = new ArrayType(new FloatType());
    public static final LogicalType STRINGS_BY_NAME = new MapType(STRING, STRING);
    public static final LogicalType MOMENT = new LocalZonedTimestampType(3);

    private final Map<String, KnownColumn<T>> byName = new LinkedHashMap<>();

    public KnownColumns<T> add(String name, LogicalType type, KnownColumn.Reading<T> reading) {
        byName.put(name, new KnownColumn<>(name, type, reading));
        return this;
    }

    /**
     * Checks the columns that somebody declares.
     *
     * @return their names, in their order
     * @throws IllegalArgumentException naming the column and the remedy
     */
    public List<String> check(ResolvedSchema declared) {
        List<String> names = new ArrayList<>();
        for (Column column : declared.getColumns()) {
            KnownColumn<T> known = byName.get(column.getName());
            LogicalType type = column.getDataType().getLogicalType();
            if (known == null) {
                throw new IllegalArgumentException(
                        "there is no column '%s' to fill: declare some of %s"
                                .formatted(column.getName(), String.join(", ", byName.keySet())));
            }
            if (!isSame(type, known.type())) {
                throw new IllegalArgumentException(
                        "the column '%s' is %s: declare it so, and not as %s"
                                .formatted(
                                        column.getName(),
                                        known.type().asSummaryString(),
                                        type.asSummaryString()));
            }
            names.add(column.getName());
        }
        return names;
    }

    /**
     * Checks that no column is declared as one that always holds something.
     *
     * @throws IllegalArgumentException naming the column and the remedy
     */
    public static void requireNullable(ResolvedSchema declared) {
        for (Column column : declared.getColumns()) {
            if (!column.getDataType().getLogicalType().isNullable()) {
                throw new IllegalArgumentException(
                        "the column '%s' is NULL in some rows: declare it without NOT NULL"
                                .formatted(column.getName()));
            }
        }
    }

    /** The columns of these names, which have been checked. */
    public List<KnownColumn<T>> select(List<String> names) {
        List<KnownColumn<T>> selected = new ArrayList<>();
        for (String name : names) {
            KnownColumn<T> column = byName.get(name);
            if (column == null) {
                throw new IllegalStateException("not checked: " + name);
            }
            selected.add(column);
        }
        return selected;
    }

    /** The row of a result. */
    public static <T> RowData row(List<KnownColumn<T>> columns, T result) {
        GenericRowData row = new GenericRowData(columns.size());
        for (int i = 0; i < columns.size(); i++) {
            row.setField(i, columns.get(i).of(result));
        }
        return row;
    }

    /** Whether two types are the same but for whether they hold nulls. */
    private static boolean isSame(LogicalType one, LogicalType other) {
        if (one instanceof ArrayType array && other instanceof ArrayType otherArray) {
            return isSame(array.getElementType(), otherArray.getElementType());
        }
        return one.copy(true).equals(other.copy(true));
    }
}
