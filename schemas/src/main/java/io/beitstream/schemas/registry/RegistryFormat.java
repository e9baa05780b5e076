package io.beitstream.schemas.registry;

import io.beitstream.schemas.RecordCodec;
import io.beitstream.schemas.RecordFormat;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/**
 * Confluent's wire format. Ids and schemas that were known at the start travel with it: who writes
 * asks no registry, and who reads asks for what is new to it.
 *
 * @param ids of the schemas to write with, by topic; other topics are not written to
 * @param known schemas by id
 */
public record RegistryFormat(
        RegistryOptions options, Map<String, Integer> ids, Map<Integer, String> known)
        implements RecordFormat {
    public RegistryFormat {
        ids = Map.copyOf(ids);
        known = Map.copyOf(known);
    }

    @Override
    public <T extends SpecificRecord> RecordCodec<T> writing(Class<T> type, String topic) {
        Integer id = ids.get(topic);
        if (id == null) {
            throw new IllegalStateException("no schema was registered for topic " + topic);
        }
        return new WritingRegistryCodec<>(type, schemas(), id);
    }

    @Override
    public <T extends SpecificRecord> RecordCodec<T> reading(Class<T> type) {
        return new RegistryCodec<>(type, schemas());
    }

    private WriterSchemas schemas() {
        WriterSchemas schemas = WriterSchemas.of(options);
        known.forEach(schemas::learn);
        return schemas;
    }

    @Override
    public String toString() {
        return "RegistryFormat[%s, %d topics]".formatted(options.url(), ids.size());
    }
}
