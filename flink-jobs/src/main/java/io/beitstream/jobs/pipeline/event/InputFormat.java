package io.beitstream.jobs.pipeline.event;

/** What the value of a topic's record is; files are read as events. */
public enum InputFormat {
    /** An {@code ImageEvent}. */
    AVRO,
    /** The encoded image itself; the record's key is its id, or its position if it has no key. */
    IMAGE
}
