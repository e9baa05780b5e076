package io.beitstream.schemas;

import org.apache.avro.specific.SpecificRecord;

/** The format of topics whose readers know the {@link SchemaHistory}. */
enum SingleObjectFormat implements RecordFormat {
    INSTANCE;

    @Override
    public <T extends SpecificRecord> RecordCodec<T> writing(Class<T> type, String topic) {
        return new SingleObjectCodec<>(type);
    }

    @Override
    public <T extends SpecificRecord> RecordCodec<T> reading(Class<T> type) {
        return new SingleObjectCodec<>(type);
    }
}
