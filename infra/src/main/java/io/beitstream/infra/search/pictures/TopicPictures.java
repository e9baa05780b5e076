package io.beitstream.infra.search.pictures;

import io.beitstream.infra.deadletters.KafkaClients;
import io.beitstream.infra.deadletters.RecordFetcher;
import io.beitstream.infra.search.IndexedImage;
import io.beitstream.jobs.pipeline.fetch.FetchOptions;
import io.beitstream.schemas.ImageEvent;
import io.beitstream.schemas.MalformedRecordException;
import io.beitstream.schemas.RecordCodec;
import io.beitstream.schemas.SchemaUnavailableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * The pictures of the topic that the images came from: each event is read where the index says it
 * lies. It holds its picture, names a URI, or is the picture itself, named by its key. One record
 * is read at a time.
 */
public final class TopicPictures implements PictureSource {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final RecordCodec<ImageEvent> codec;
    private final Lock turn = new ReentrantLock(true);
    private final RecordFetcher records;
    private final UriPictures uris;

    /**
     * @param fetch what URIs may point to: what the job that reads the topic allows, or less
     */
    public TopicPictures(KafkaClients clients, FetchOptions fetch) {
        this.codec = clients.records().reading(ImageEvent.class);
        this.records = new RecordFetcher(clients.forSingleRecords(PATIENCE), PATIENCE);
        this.uris = new UriPictures(fetch, PATIENCE);
    }

    @Override
    public Optional<byte[]> encoded(IndexedImage image) throws IOException {
        if (image.partition() < 0 || image.offset() < 0) {
            return Optional.empty();
        }
        Optional<ConsumerRecord<byte[], byte[]>> record = record(image);
        return record.isEmpty() ? Optional.empty() : picture(record.get(), image.id());
    }

    private Optional<ConsumerRecord<byte[], byte[]>> record(IndexedImage image) throws IOException {
        try {
            if (!turn.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("too many pictures are being read from Kafka");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a picture was read", e);
        }
        try {
            return records.fetch(
                    new TopicPartition(image.topic(), image.partition()), image.offset());
        } catch (KafkaException e) {
            throw new IOException("Kafka does not give the picture: " + e.getMessage(), e);
        } finally {
            turn.unlock();
        }
    }

    private Optional<byte[]> picture(ConsumerRecord<byte[], byte[]> record, String id)
            throws IOException {
        byte[] value = record.value();
        if (value == null) {
            return Optional.empty();
        }
        ImageEvent event;
        try {
            event = codec.decode(value);
        } catch (MalformedRecordException e) {
            return id.equals(idOf(record)) ? Optional.of(value) : Optional.empty();
        } catch (SchemaUnavailableException e) {
            throw new IOException("the picture's record cannot be read: " + e.getMessage(), e);
        }
        if (!event.getId().equals(id)) {
            return Optional.empty();
        }
        ByteBuffer inline = event.getBytes();
        if (inline != null) {
            byte[] bytes = new byte[inline.remaining()];
            inline.duplicate().get(bytes);
            return Optional.of(bytes);
        }
        String uri = event.getUri();
        return uri == null ? Optional.empty() : uris.fetch(uri);
    }

    /** As the job names a record that is the image itself. */
    private static String idOf(ConsumerRecord<byte[], byte[]> record) {
        byte[] key = record.key();
        return key == null || key.length == 0
                ? record.topic() + "-" + record.partition() + "@" + record.offset()
                : new String(key, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        turn.lock();
        try {
            records.close();
        } finally {
            turn.unlock();
        }
        uris.close();
    }
}
