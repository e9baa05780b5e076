package io.beitstream.infra.deadletters;

import java.util.List;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * An event as its source record held it, with the headers it is to be sent with.
 *
 * @param event the record's value
 */
public record Original(byte @Nullable [] key, byte[] event, List<Header> headers) {}
