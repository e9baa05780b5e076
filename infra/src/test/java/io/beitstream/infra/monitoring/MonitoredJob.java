package io.beitstream.infra.monitoring;

import io.beitstream.infra.demo.SampleImages;
import io.beitstream.infra.demo.ShippedModels;
import io.beitstream.infra.embedded.EmbeddedKafka;
import io.beitstream.jobs.FeatureExtractionJob;
import io.beitstream.jobs.FeatureExtractionOptions;
import io.beitstream.jobs.ModelSpecs;
import io.beitstream.jobs.metrics.TrainingMetrics;
import io.beitstream.jobs.pipeline.inference.InferenceSettings;
import io.beitstream.jobs.sink.Delivery;
import io.beitstream.jobs.sink.KafkaSinkOptions;
import io.beitstream.jobs.sink.KafkaSinks;
import io.beitstream.jobs.source.KafkaImageSource;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.TrainingMetric;
import io.beitstream.schemas.ImageEvent;
import io.beitstream.schemas.SingleObjectCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The jobs whose metrics a test reads: an extraction, and one that pretends to train. */
final class MonitoredJob {
    private static final String IMAGES = "images";

    private MonitoredJob() {}

    static void defineExtraction(StreamExecutionEnvironment env, EmbeddedKafka kafka, Path models)
            throws Exception {
        kafka.createTopics(1, IMAGES, "tokens", "embeddings", "dead");
        env.setParallelism(1);
        env.enableCheckpointing(300);
        ModelSpecs specs = ModelSpecs.of(InferenceOptions.CPU_FP32);
        FeatureExtractionJob.define(
                env,
                FeatureExtractionOptions.of(
                                specs.tokenizer(ShippedModels.tokenizer(models)),
                                specs.encoder(ShippedModels.encoder(models)),
                                InferenceSettings.of(
                                        InferenceOptions.CPU_FP32, 4, Duration.ofMillis(5)))
                        .withReuse(1 << 20),
                KafkaImageSource.of(
                        new KafkaImageSource.Options(
                                kafka.bootstrapServers(),
                                IMAGES,
                                "monitored",
                                Map.of(),
                                KafkaImageSource.Start.EARLIEST,
                                false)),
                KafkaSinks.of(
                        new KafkaSinkOptions(
                                kafka.bootstrapServers(),
                                Map.of(),
                                Delivery.AT_LEAST_ONCE,
                                "monitored",
                                Duration.ofMinutes(5),
                                1_000_000),
                        "tokens",
                        "embeddings",
                        "dead"));
    }

    /** Publishes some pictures, one of them twice, and one that is none. */
    static void publish(EmbeddedKafka kafka) {
        List<SampleImages.Sample> samples = SampleImages.create();
        ByteArraySerializer asIs = new ByteArraySerializer();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", kafka.bootstrapServers()), asIs, asIs)) {
            for (int i = 0; i < 12; i++) {
                producer.send(record("image-" + i, samples.get(i % 11).bytes()));
            }
            producer.send(record("broken", new byte[] {1, 2, 3}));
        }
    }

    private static ProducerRecord<byte[], byte[]> record(String id, byte[] file) {
        ImageEvent event =
                ImageEvent.newBuilder()
                        .setId(id)
                        .setEventTime(Instant.now())
                        .setBytes(ByteBuffer.wrap(file))
                        .build();
        return new ProducerRecord<>(
                IMAGES,
                id.getBytes(StandardCharsets.UTF_8),
                new SingleObjectCodec<>(ImageEvent.class).encode(event));
    }

    static void defineTraining(StreamExecutionEnvironment env) {
        env.setParallelism(1);
        env.fromData(1).map(new Pretence()).sinkTo(new DiscardingSink<>());
    }

    /** A trainer that has taken one step. */
    static final class Pretence extends RichMapFunction<Integer, Integer> {
        private static final long serialVersionUID = 1L;

        @Override
        public void open(OpenContext context) {
            Map<TrainingMetric, Double> step = new EnumMap<>(TrainingMetric.class);
            for (TrainingMetric metric : TrainingMetric.values()) {
                step.put(metric, 0.5);
            }
            TrainingMetrics.register(getRuntimeContext().getMetricGroup()).update(step);
        }

        @Override
        public Integer map(Integer value) throws InterruptedException {
            new CountDownLatch(1).await(); // until it is cancelled
            return value;
        }
    }
}
