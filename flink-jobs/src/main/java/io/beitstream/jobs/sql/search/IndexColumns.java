package io.beitstream.jobs.sql.search;

import com.fasterxml.jackson.databind.JsonNode;
import io.beitstream.jobs.sql.column.KnownColumn;
import io.beitstream.jobs.sql.column.KnownColumns;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;

/** The columns of an index's table, read from the JSON of an image that was found. */
final class IndexColumns {
    /** The column that is searched: vectors of length 1. */
    static final String EMBEDDING = "embedding";

    static final KnownColumns<JsonNode> KNOWN =
            new KnownColumns<JsonNode>()
                    .add("id", KnownColumns.STRING, text("id"))
                    .add(EMBEDDING, KnownColumns.FLOATS, image -> floats(image.path("vector")))
                    .add("topic", KnownColumns.STRING, text("topic"))
                    .add("partition", KnownColumns.INT, image -> image.path("partition").asInt())
                    .add("offset", KnownColumns.BIGINT, image -> image.path("offset").asLong())
                    .add("event_time", KnownColumns.MOMENT, moment("eventTime"))
                    .add("indexed_time", KnownColumns.MOMENT, moment("indexedTime"))
                    .add(
                            "attributes",
                            KnownColumns.STRINGS_BY_NAME,
                            image -> map(image.path("attributes")));

    private IndexColumns() {}

    private static KnownColumn.Reading<JsonNode> text(String name) {
        return image -> StringData.fromString(image.path(name).asText());
    }

    private static KnownColumn.Reading<JsonNode> moment(String name) {
        return image -> TimestampData.fromInstant(Instant.parse(image.path(name).asText()));
    }

    private static GenericArrayData floats(JsonNode values) {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.path(i).floatValue();
        }
        return new GenericArrayData(floats);
    }

    private static GenericMapData map(JsonNode fields) {
        Map<StringData, StringData> map = new LinkedHashMap<>();
        fields.fields()
                .forEachRemaining(
                        field ->
                                map.put(
                                        StringData.fromString(field.getKey()),
                                        StringData.fromString(field.getValue().asText())));
        return new GenericMapData(map);
    }
}
