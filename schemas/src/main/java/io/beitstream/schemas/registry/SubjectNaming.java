package io.beitstream.schemas.registry;

import org.apache.avro.Schema;

/** How the subject of a topic's records is called; each as Confluent's strategy of that name. */
public enum SubjectNaming {
    /** After the topic: {@code images-value}. */
    TOPIC,
    /** After the record: {@code io.beitstream.schemas.ImageEvent}. */
    RECORD,
    /** After both: {@code images-io.beitstream.schemas.ImageEvent}. */
    TOPIC_RECORD;

    /** The subject of the values of a topic. */
    String subject(String topic, Schema record) {
        return switch (this) {
            case TOPIC -> topic + "-value";
            case RECORD -> record.getFullName();
            case TOPIC_RECORD -> topic + "-" + record.getFullName();
        };
    }
}
