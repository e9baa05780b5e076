package io.beitstream.infra.search.index;

import io.beitstream.schemas.ImageEmbedding;
import io.beitstream.schemas.MalformedRecordException;
import io.beitstream.schemas.RecordCodec;
import io.beitstream.schemas.RecordFormat;
import io.beitstream.schemas.TokenSequence;
import java.nio.charset.StandardCharsets;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads records of both topics, and refuses what no index could hold. */
final class RecordReader {
    private final RecordCodec<ImageEmbedding> embeddings;
    private final RecordCodec<TokenSequence> tokens;

    RecordReader(RecordFormat records) {
        this.embeddings = records.reading(ImageEmbedding.class);
        this.tokens = records.reading(TokenSequence.class);
    }

    static RecordVersion version(ConsumerRecord<byte[], byte[]> record) {
        return new RecordVersion(record.partition(), record.offset(), record.timestamp());
    }

    /** The id that a record without value deletes. */
    static String key(ConsumerRecord<byte[], byte[]> record) throws BrokenRecordException {
        if (record.key() == null) {
            throw new BrokenRecordException(
                    "without key and value", "it has neither key nor value");
        }
        return new String(record.key(), StandardCharsets.UTF_8);
    }

    ImageEmbedding embedding(byte[] value) throws BrokenRecordException {
        ImageEmbedding record = decode(embeddings, value);
        int dimension = record.getVector().size();
        if (dimension > DeepCodec.MAX_DIMENSIONS) {
            throw new BrokenRecordException(
                    "of too many dimensions",
                    "it has %d dimensions, more than %d"
                            .formatted(dimension, DeepCodec.MAX_DIMENSIONS));
        }
        return record;
    }

    /** The record's vector, of length 1. */
    static float[] unit(ImageEmbedding record) throws BrokenRecordException {
        try {
            return UnitVector.of(record.getVector());
        } catch (IllegalArgumentException e) {
            throw new BrokenRecordException(
                    "without a sound vector", String.valueOf(e.getMessage()));
        }
    }

    TokenSequence tokens(byte[] value) throws BrokenRecordException {
        TokenSequence record = decode(tokens, value);
        long cells = (long) record.getGridHeight() * record.getGridWidth();
        if (record.getCodes().isEmpty() || record.getCodes().size() != cells) {
            throw new BrokenRecordException(
                    "without a sound grid",
                    "it has %d codes for %d x %d"
                            .formatted(
                                    record.getCodes().size(),
                                    record.getGridHeight(),
                                    record.getGridWidth()));
        }
        for (int code : record.getCodes()) {
            if (code < 0 || code >= record.getCodebookSize()) {
                throw new BrokenRecordException(
                        "without a sound grid",
                        "the code %d is none of %d".formatted(code, record.getCodebookSize()));
            }
        }
        return record;
    }

    private static <T extends SpecificRecord> T decode(RecordCodec<T> codec, byte[] value)
            throws BrokenRecordException {
        try {
            return codec.decode(value);
        } catch (MalformedRecordException e) {
            throw new BrokenRecordException("unreadable", "it is " + e.getMessage());
        }
    }
}
