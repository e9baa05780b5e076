package io.beitstream.jobs.sql.format;

import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.utils.LogicalTypeDefaultVisitor;

/** Makes a type and its elements nullable, so that types compare by what they hold. */
final class NullableElements extends LogicalTypeDefaultVisitor<LogicalType> {
    @Override
    public LogicalType visit(ArrayType array) {
        return new ArrayType(array.getElementType().accept(this));
    }

    @Override
    public LogicalType visit(MapType map) {
        return new MapType(map.getKeyType().accept(this), map.getValueType().accept(this));
    }

    @Override
    protected LogicalType defaultMethod(LogicalType type) {
        return type.copy(true);
    }
}
