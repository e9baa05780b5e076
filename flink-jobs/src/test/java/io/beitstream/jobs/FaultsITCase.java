package io.beitstream.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.beitstream.jobs.pipeline.PrepareOptions;
import io.beitstream.jobs.pipeline.fetch.FetchAccess;
import io.beitstream.jobs.pipeline.fetch.FetchOptions;
import io.beitstream.jobs.pipeline.fetch.OutageOptions;
import io.beitstream.jobs.pipeline.inference.InferenceSettings;
import io.beitstream.jobs.pipeline.inference.LoadedNetwork;
import io.beitstream.jobs.pipeline.inference.NetworkLoader;
import io.beitstream.jobs.pipeline.inference.NetworkSpec;
import io.beitstream.jobs.pipeline.outcome.Codes;
import io.beitstream.jobs.sink.AvroFileSinks;
import io.beitstream.jobs.source.ImageFileFormat;
import io.beitstream.model.DeviceException;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.Precision;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.image.RgbImage;
import io.beitstream.schemas.ImageEvent;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Devices and stores that fail for a while cost time, and no image. */
@Timeout(120)
class FaultsITCase {
    @RegisterExtension
    static final MiniClusterExtension CLUSTER =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(2)
                            .build());

    private static final int IMAGES = 60;
    private static final Preprocessing SQUARE = Preprocessing.ofInputSize(8);

    @TempDir private Path directory;

    @Test
    void aDeviceThatIsAwayAndThenFailsAndThenRunsOutOfMemoryCostsNoImage() throws Exception {
        List<ImageEvent> events = events(i -> null);

        run(events, new FlakyLoader("flaky"), PrepareOptions.DEFAULTS);

        assertThat(counts("tokens")).hasSize(IMAGES).allSatisfy((id, n) -> assertThat(n).isOne());
        assertThat(counts("dead-letters")).isEmpty();
        assertThat(FlakyLoader.LOADS.get()).isGreaterThanOrEqualTo(4);
        assertThat(FlakyLoader.LARGEST_LATE.get()).isLessThanOrEqualTo(4);
    }

    @Test
    void aStoreThatIsDownHoldsTheStreamBackAndBuriesNoImage() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        byte[] picture = picture(1);
        HttpServer store =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        store.createContext(
                "/",
                exchange -> {
                    boolean down = requests.incrementAndGet() <= 60;
                    exchange.sendResponseHeaders(down ? 503 : 200, down ? -1 : picture.length);
                    if (!down) {
                        exchange.getResponseBody().write(picture);
                    }
                    exchange.close();
                });
        store.start();
        try {
            String base = "http://127.0.0.1:" + store.getAddress().getPort() + "/";
            run(events(i -> base + i), new FlakyLoader("sound"), impatient());
        } finally {
            store.stop(0);
        }

        assertThat(counts("tokens")).hasSize(IMAGES).allSatisfy((id, n) -> assertThat(n).isOne());
        assertThat(counts("dead-letters")).isEmpty();
        assertThat(requests.get()).isGreaterThan(60);
    }

    /** Probes a store that is down often, so that the test is short. */
    private static PrepareOptions impatient() {
        FetchAccess access = new FetchAccess(Set.of("http"), Set.of("127.0.0.1"), true, Set.of());
        OutageOptions outage =
                new OutageOptions(
                        3,
                        Duration.ofMillis(20),
                        Duration.ofMillis(50),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(1));
        return PrepareOptions.DEFAULTS.with(
                FetchOptions.DEFAULTS.withAccess(access).withOutage(outage));
    }

    private void run(List<ImageEvent> events, NetworkLoader<Codes> loader, PrepareOptions prepare)
            throws Exception {
        Path file = directory.resolve("events.avro");
        try (DataFileWriter<ImageEvent> writer =
                new DataFileWriter<>(new SpecificDatumWriter<>(ImageEvent.class))) {
            writer.create(ImageEvent.getClassSchema(), file.toFile());
            for (ImageEvent event : events) {
                writer.append(event);
            }
        }
        Configuration configuration = new Configuration();
        configuration.setString("restart-strategy.type", "fixed-delay");
        configuration.setString("restart-strategy.fixed-delay.attempts", "50");
        configuration.setString("restart-strategy.fixed-delay.delay", "10 ms");
        configuration.setString(
                "execution.checkpointing.dir", directory.resolve("state").toUri().toString());
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(1);
        env.enableCheckpointing(100);
        InferenceSettings settings =
                InferenceSettings.of(InferenceOptions.CPU_FP32, 8, Duration.ofMillis(5));
        FeatureExtractionJob.define(
                env,
                FeatureExtractionOptions.of(
                                new NetworkSpec<>(loader, SQUARE, "fake@1"), null, settings)
                        .with(prepare),
                ImageFileFormat.source(new org.apache.flink.core.fs.Path(file.toUri()), 1 << 20),
                AvroFileSinks.of(
                        new org.apache.flink.core.fs.Path(directory.resolve("out").toUri())));
        env.execute();
    }

    private interface Uri {
        String of(int i);
    }

    private static List<ImageEvent> events(Uri uri) throws IOException {
        List<ImageEvent> events = new java.util.ArrayList<>();
        for (int i = 0; i < IMAGES; i++) {
            String from = uri.of(i);
            events.add(
                    ImageEvent.newBuilder()
                            .setId("image-" + i)
                            .setUri(from)
                            .setBytes(from == null ? ByteBuffer.wrap(picture(i)) : null)
                            .build());
        }
        return events;
    }

    private static byte[] picture(int seed) throws IOException {
        BufferedImage image = new BufferedImage(20, 20, BufferedImage.TYPE_INT_RGB);
        image.setRGB(3, 3, seed);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }

    private Map<String, Integer> counts(String folder) throws IOException {
        Map<String, Integer> counts = new TreeMap<>();
        Path path = directory.resolve("out").resolve(folder);
        if (!Files.exists(path)) {
            return counts;
        }
        List<File> files;
        try (Stream<Path> found = Files.list(path)) {
            files = found.map(Path::toFile).filter(f -> !f.getName().startsWith(".")).toList();
        }
        for (File file : files) {
            try (DataFileReader<GenericRecord> reader =
                    new DataFileReader<>(file, new GenericDatumReader<>())) {
                reader.forEach(r -> counts.merge(r.get("imageId").toString(), 1, Integer::sum));
            }
        }
        return counts;
    }

    /**
     * A network whose device is away for two loads, breaks in the first batches, and takes four
     * images at most; one of another name is sound.
     */
    private record FlakyLoader(String device) implements NetworkLoader<Codes> {
        static final AtomicInteger LOADS = new AtomicInteger();
        static final AtomicInteger LARGEST_LATE = new AtomicInteger();

        @Override
        public LoadedNetwork<Codes> load() {
            boolean sound = device.equals("sound");
            int load = sound ? 100 : LOADS.incrementAndGet();
            if (load <= 2) {
                throw new DeviceException(DeviceException.Kind.UNAVAILABLE, "not there yet");
            }
            return new FlakyNetwork(load == 3, sound ? 100 : 4);
        }
    }

    private record FlakyNetwork(boolean breaks, int fits) implements LoadedNetwork<Codes> {
        private static final AtomicInteger REFUSED = new AtomicInteger();

        @Override
        public List<Codes> run(List<RgbImage> batch) {
            if (breaks) {
                throw new DeviceException(DeviceException.Kind.LOST, "fell off the bus");
            }
            if (batch.size() > fits) {
                REFUSED.incrementAndGet();
                throw new DeviceException(DeviceException.Kind.OUT_OF_MEMORY, "too much");
            }
            if (REFUSED.get() > 0) {
                FlakyLoader.LARGEST_LATE.accumulateAndGet(batch.size(), Math::max);
            }
            return batch.stream()
                    .map(
                            image ->
                                    new Codes(
                                            new int[] {1},
                                            1,
                                            1,
                                            2,
                                            "fake@1",
                                            SQUARE.id(),
                                            Precision.FP32))
                    .toList();
        }

        @Override
        public boolean isHealthy() {
            return !breaks;
        }

        @Override
        public String modelId() {
            return "fake@1";
        }

        @Override
        public Preprocessing preprocessing() {
            return SQUARE;
        }

        @Override
        public void close() {}
    }
}
