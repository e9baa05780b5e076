package io.beitstream.schemas;

import java.io.Serializable;
import org.apache.avro.specific.SpecificRecord;

/** How records become the values of topics: what is written, and what is understood. */
public interface RecordFormat extends Serializable {
    /** Avro single-object encoding, which needs nothing but the {@link SchemaHistory}. */
    RecordFormat SINGLE_OBJECT = SingleObjectFormat.INSTANCE;

    /** Reads and writes the records of a topic. */
    <T extends SpecificRecord> RecordCodec<T> writing(Class<T> type, String topic);

    /** Reads records of any topic; what it writes is in single-object encoding. */
    <T extends SpecificRecord> RecordCodec<T> reading(Class<T> type);
}
