package io.beitstream.infra.sql;

import io.beitstream.schemas.ImageEvent;
import io.beitstream.schemas.SingleObjectCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A folder of pictures for trials. */
record Photos(Path folder) {
    /** Publishes all of them as image events, and gives their number. */
    int publish(String bootstrapServers, String topic) throws IOException {
        SingleObjectCodec<ImageEvent> codec = new SingleObjectCodec<>(ImageEvent.class);
        ByteArraySerializer asIs = new ByteArraySerializer();
        Map<String, Object> settings =
                Map.of("bootstrap.servers", bootstrapServers, "max.request.size", 32 << 20);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings, asIs, asIs);
                Stream<Path> files = Files.walk(folder)) {
            List<Path> pictures = files.filter(Files::isRegularFile).sorted().toList();
            for (Path picture : pictures) {
                String id = String.valueOf(picture.getFileName());
                ImageEvent event =
                        ImageEvent.newBuilder()
                                .setId(id)
                                .setBytes(ByteBuffer.wrap(Files.readAllBytes(picture)))
                                .build();
                producer.send(
                        new ProducerRecord<>(
                                topic, id.getBytes(StandardCharsets.UTF_8), codec.encode(event)));
            }
            producer.flush();
            return pictures.size();
        }
    }
}
