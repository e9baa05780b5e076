package io.beitstream.infra.chaos.stream;

import io.beitstream.infra.demo.SampleImages;
import io.beitstream.schemas.ImageEvent;
import io.beitstream.schemas.SingleObjectCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends the images of a run, idempotently and acknowledged by all replicas, at a steady pace. A
 * broker that is away only makes it wait.
 */
public final class Publisher implements AutoCloseable {
    private static final byte[] NO_IMAGE = {1, 2, 3};
    private static final byte[] NO_EVENT = {9};

    private final SingleObjectCodec<ImageEvent> codec = new SingleObjectCodec<>(ImageEvent.class);
    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private final List<SampleImages.Sample> samples;
    private final ImageServer server;
    private final IntConsumer onPublish;
    private final long nanosBetween;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    /**
     * @param onPublish told the index of each image, just before it is sent
     */
    public Publisher(
            String bootstrapServers,
            String topic,
            int imagesPerSecond,
            List<SampleImages.Sample> samples,
            ImageServer server,
            IntConsumer onPublish) {
        this.topic = topic;
        this.samples = List.copyOf(samples);
        this.server = server;
        this.onPublish = onPublish;
        this.nanosBetween = TimeUnit.SECONDS.toNanos(1) / imagesPerSecond;
        Properties properties = new Properties();
        properties.setProperty("bootstrap.servers", bootstrapServers);
        properties.setProperty("acks", "all");
        properties.setProperty("enable.idempotence", "true");
        properties.setProperty("linger.ms", "5");
        properties.setProperty("request.timeout.ms", "5000");
        properties.setProperty("delivery.timeout.ms", "900000");
        properties.setProperty("max.block.ms", "900000");
        ByteArraySerializer asIs = new ByteArraySerializer();
        producer = new KafkaProducer<>(properties, asIs, asIs);
    }

    /** Sends images {@code from} to {@code to}, exclusive. */
    public void publish(int from, int to) throws InterruptedException {
        long next = System.nanoTime();
        for (int index = from; index < to; index++) {
            long early = next - System.nanoTime();
            if (early > 0) {
                TimeUnit.NANOSECONDS.sleep(early);
            }
            next = Math.max(next + nanosBetween, System.nanoTime() - TimeUnit.SECONDS.toNanos(1));
            byte[] key = ImageId.of(index).getBytes(StandardCharsets.UTF_8);
            onPublish.accept(index);
            producer.send(
                    new ProducerRecord<>(topic, key, value(index)),
                    (metadata, e) -> {
                        if (e != null) {
                            failure.compareAndSet(null, e);
                        }
                    });
        }
    }

    /**
     * Waits until everything that was sent is acknowledged.
     *
     * @throws IllegalStateException if something is not: then nobody knows what the topic holds
     */
    public void flush() {
        producer.flush();
        Exception e = failure.get();
        if (e != null) {
            throw new IllegalStateException(
                    "an image could not be published: " + e.getMessage(), e);
        }
    }

    private byte[] value(int index) {
        ImageEvent.Builder event = ImageEvent.newBuilder().setId(ImageId.of(index));
        return switch (ImageKind.of(index)) {
            case NOT_AN_EVENT -> NO_EVENT;
            case NOT_AN_IMAGE -> codec.encode(event.setBytes(ByteBuffer.wrap(NO_IMAGE)).build());
            case GONE, BY_URI -> codec.encode(event.setUri(server.uri(index)).build());
            case INLINE ->
                    codec.encode(
                            event.setBytes(
                                            ByteBuffer.wrap(
                                                    samples.get(index % samples.size()).bytes()))
                                    .build());
        };
    }

    @Override
    public void close() {
        producer.close(java.time.Duration.ZERO);
    }
}
