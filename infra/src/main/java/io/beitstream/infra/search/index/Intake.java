package io.beitstream.infra.search.index;

import io.beitstream.schemas.ImageEmbedding;
import io.beitstream.schemas.RecordFormat;
import io.beitstream.schemas.TokenSequence;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Takes records into the generations that they belong to. What cannot be taken is counted. */
final class Intake {
    private final Generations generations;
    private final String embeddings;
    private final Clock clock;
    private final Consumer<String> say;
    private final RecordReader reader;
    private final Map<String, Long> broken = new TreeMap<>();
    private long taken;

    /**
     * @param embeddings the topic of embeddings; any other is that of visual tokens
     * @param records how the topics' records are read
     * @param say what the user should know
     */
    Intake(
            Generations generations,
            String embeddings,
            RecordFormat records,
            Clock clock,
            Consumer<String> say) {
        this.generations = generations;
        this.embeddings = embeddings;
        this.reader = new RecordReader(records);
        this.clock = clock;
        this.say = say;
    }

    /**
     * Takes a record, or counts it as broken.
     *
     * @throws io.beitstream.schemas.SchemaUnavailableException if it cannot be read now
     */
    void take(ConsumerRecord<byte[], byte[]> record) throws IOException {
        boolean isImage = record.topic().equals(embeddings);
        try {
            if (record.value() == null) {
                delete(record, isImage ? Part.IMAGE : Part.TOKENS);
            } else if (isImage) {
                image(record);
            } else {
                tokens(record);
            }
        } catch (BrokenRecordException e) {
            if (broken.merge(e.reason(), 1L, Long::sum) == 1) {
                say.accept(
                        "the record %s-%d@%d is passed over: %s (others %s are only counted)"
                                .formatted(
                                        record.topic(),
                                        record.partition(),
                                        record.offset(),
                                        e.getMessage(),
                                        e.reason()));
            }
        }
    }

    private void delete(ConsumerRecord<byte[], byte[]> record, Part part)
            throws IOException, BrokenRecordException {
        String id = RecordReader.key(record);
        RecordVersion version = RecordReader.version(record);
        for (Generation generation : generations.all()) {
            if (isNew(generation, record)) {
                count(generation.delete(part, id, version, clock.millis()));
            }
        }
    }

    private void tokens(ConsumerRecord<byte[], byte[]> record)
            throws IOException, BrokenRecordException {
        TokenSequence sequence = reader.tokens(record.value());
        RecordVersion version = RecordReader.version(record);
        for (Generation generation : generations.all()) {
            if (isNew(generation, record)) {
                count(generation.put(sequence, version));
            }
        }
    }

    private void image(ConsumerRecord<byte[], byte[]> record)
            throws IOException, BrokenRecordException {
        ImageEmbedding embedding = reader.embedding(record.value());
        float[] unit = RecordReader.unit(embedding);
        VectorKind kind = VectorKind.of(embedding);
        RecordVersion version = RecordReader.version(record);
        for (Generation generation : generations.all()) {
            VectorKind its = generation.kind();
            if (its == null || its.equals(kind)) {
                if (isNew(generation, record)) {
                    count(generation.put(embedding, unit, version, clock.millis()));
                }
                return;
            }
            requireSameDimension(kind, its);
        }
        passOver(record, kind);
    }

    private static void requireSameDimension(VectorKind kind, VectorKind its)
            throws BrokenRecordException {
        if (kind.hasOriginOf(its)) {
            throw new BrokenRecordException(
                    "of another dimension",
                    "its vector has %d dimensions, and others of %s have %d"
                            .formatted(kind.dimension(), its.modelId(), its.dimension()));
        }
    }

    private void passOver(ConsumerRecord<byte[], byte[]> record, VectorKind kind)
            throws BrokenRecordException {
        Generation serving = generations.serving();
        if (!isNew(serving, record)) {
            return;
        }
        if (!serving.others().hasRoomFor(kind)) {
            throw new BrokenRecordException(
                    "of one model too many", "it is of yet another model, " + kind.text());
        }
        long count = serving.others().pass(kind, record.partition(), record.offset());
        if (count == 1) {
            say.accept(
                    "records of %s are passed over, the index is of %s: --switch builds an index for them"
                            .formatted(kind.text(), text(serving.kind())));
        }
    }

    private static String text(@Nullable VectorKind kind) {
        return kind == null ? "no model" : kind.text();
    }

    private static boolean isNew(Generation generation, ConsumerRecord<byte[], byte[]> record) {
        return !generation
                .positions()
                .isPast(new TopicPartition(record.topic(), record.partition()), record.offset());
    }

    private void count(boolean wasTaken) {
        taken += wasTaken ? 1 : 0;
    }

    /** What became of the records so far. */
    IndexCounts counts() {
        Generation serving = generations.serving();
        Generation.Extent extent = serving.visible();
        return new IndexCounts(
                extent.images(), extent.withTokens(), taken, broken, serving.others().passedOver());
    }
}
