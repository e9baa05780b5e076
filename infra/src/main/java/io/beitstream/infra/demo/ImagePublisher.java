package io.beitstream.infra.demo;

import io.beitstream.schemas.ImageEvent;
import io.beitstream.schemas.RecordCodec;
import io.beitstream.schemas.RecordFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Publishes pictures as image events: small ones inline, large ones by their file's URI. */
final class ImagePublisher {
    private static final int MAX_INLINE_BYTES = 1 << 20;

    private final RecordCodec<ImageEvent> codec;
    private final String bootstrapServers;
    private final String topic;

    ImagePublisher(String bootstrapServers, String topic, RecordFormat records) {
        this.codec = records.writing(ImageEvent.class, topic);
        this.bootstrapServers = bootstrapServers;
        this.topic = topic;
    }

    /**
     * Publishes all pictures; they are in the topic when this returns.
     *
     * @throws DemoFailedException if the broker does not take one
     */
    void publish(List<DemoImage> images) throws IOException, InterruptedException {
        Properties properties = new Properties();
        properties.setProperty("bootstrap.servers", bootstrapServers);
        properties.setProperty("max.request.size", Integer.toString(8 << 20));
        properties.setProperty("linger.ms", "5");
        ByteArraySerializer asIs = new ByteArraySerializer();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(properties, asIs, asIs)) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (DemoImage image : images) {
                byte[] key = image.id().getBytes(StandardCharsets.UTF_8);
                sent.add(
                        producer.send(
                                new ProducerRecord<>(topic, key, codec.encode(event(image)))));
            }
            for (Future<RecordMetadata> record : sent) {
                record.get();
            }
        } catch (ExecutionException e) {
            throw new DemoFailedException("the broker does not take an image: " + e.getCause());
        }
    }

    private static Map<String, String> attributes(DemoImage image) {
        Map<String, String> attributes = new HashMap<>(image.attributes());
        attributes.put("publisher", "demo");
        return attributes;
    }

    private static ImageEvent event(DemoImage image) throws IOException {
        ImageEvent.Builder event =
                ImageEvent.newBuilder()
                        .setId(image.id())
                        .setEventTime(Instant.now())
                        .setAttributes(attributes(image));
        Path file = image.file();
        if (file != null && Files.size(file) > MAX_INLINE_BYTES) {
            event.setUri(file.toUri().toString());
        } else {
            event.setBytes(ByteBuffer.wrap(image.read()));
        }
        return event.build();
    }
}
