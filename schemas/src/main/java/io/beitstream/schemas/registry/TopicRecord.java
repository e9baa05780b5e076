package io.beitstream.schemas.registry;

/**
 * A topic and the kind of its records.
 *
 * @param record the record's name, as in {@code SchemaHistory.RECORDS}
 */
public record TopicRecord(String topic, String record) {}
