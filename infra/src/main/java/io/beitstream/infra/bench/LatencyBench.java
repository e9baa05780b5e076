package io.beitstream.infra.bench;

import io.beitstream.infra.embedded.EmbeddedFlink;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.JobID;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;

/**
 * Measures the time from publishing an image to reading its embedding, at-least-once, while images
 * come at a steady rate.
 */
final class LatencyBench {
    private static final double[] LOADS = {0.25, 0.5, 0.75};
    private static final int WARM_UP = 30;
    private static final Duration STALL = Duration.ofMinutes(2);

    private final BenchOptions options;
    private final EmbeddedFlink flink;
    private final BenchTopics topics;
    private final Map<String, Long> published = new ConcurrentHashMap<>();
    private int number;

    LatencyBench(BenchOptions options, EmbeddedFlink flink, BenchTopics topics) {
        this.options = options;
        this.flink = flink;
        this.topics = topics;
    }

    /**
     * @param full images a second that the job makes at most
     */
    void measure(double full, Findings findings) throws Exception {
        JobID job =
                flink.submit(
                        JobSetup.define(options, JobSetup.inline(), topics.paced(), topics.sinks()),
                        "bench of latency");
        try (KafkaProducer<byte[], byte[]> producer = topics.producer();
                KafkaConsumer<byte[], byte[]> reader = topics.reader()) {
            at(full * LOADS[0], WARM_UP, producer, reader);
            for (double load : LOADS) {
                double rate = full * load;
                int images = Math.max(20, (int) (rate * options.latencySeconds()));
                Series latencies = at(rate, images, producer, reader);
                String name = "load%.0f".formatted(load * 100);
                findings.put(name + "P50Millis", latencies.median() * 1e3);
                findings.put(name + "P99Millis", latencies.quantile(0.99) * 1e3);
                findings.put(name + "ImagesPerSecond", rate);
                findings.say(
                        "%2.0f %% load  p50 %6.0f ms  p99 %6.0f ms  (%.1f images/s, %d images)",
                        load * 100,
                        latencies.median() * 1e3,
                        latencies.quantile(0.99) * 1e3,
                        rate,
                        images);
            }
        } finally {
            flink.cancel(job);
        }
    }

    private Series at(
            double rate,
            int images,
            KafkaProducer<byte[], byte[]> producer,
            KafkaConsumer<byte[], byte[]> reader)
            throws InterruptedException {
        int first = number;
        number += images;
        Thread publisher =
                new Thread(() -> publish(rate, first, images, producer), "bench-publisher");
        publisher.start();
        List<Double> latencies = new ArrayList<>();
        long lastMove = System.nanoTime();
        while (latencies.size() < images) {
            for (var each : reader.poll(Duration.ofMillis(50))) {
                Long at = published.remove(new String(each.key(), StandardCharsets.UTF_8));
                if (at != null) {
                    lastMove = System.nanoTime();
                    latencies.add((lastMove - at) / 1e9);
                }
            }
            if (System.nanoTime() - lastMove > STALL.toNanos()) {
                throw new IllegalStateException(
                        "only %d of %d images came out".formatted(latencies.size(), images));
            }
        }
        publisher.join();
        return new Series(latencies);
    }

    private void publish(
            double rate, int first, int images, KafkaProducer<byte[], byte[]> producer) {
        long started = System.nanoTime();
        for (int i = 0; i < images; i++) {
            long due = started + (long) (i * 1e9 / rate);
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            String id = "paced-" + (first + i);
            byte[] image = options.images().get((first + i) % options.images().size());
            published.put(id, System.nanoTime());
            producer.send(BenchTopics.paced(id, image));
        }
    }
}
