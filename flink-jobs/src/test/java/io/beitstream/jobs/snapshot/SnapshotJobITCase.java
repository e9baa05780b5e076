package io.beitstream.jobs.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.jobs.pipeline.PrepareOptions;
import io.beitstream.jobs.pipeline.fetch.FetchAccess;
import io.beitstream.jobs.pipeline.fetch.FetchOptions;
import io.beitstream.jobs.source.ImageFileFormat;
import io.beitstream.model.training.data.DatasetIndexer;
import io.beitstream.model.training.data.ImageDataset;
import io.beitstream.model.training.data.SampleLocation;
import io.beitstream.schemas.ImageEvent;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SnapshotJobITCase {
    @RegisterExtension
    static final MiniClusterExtension CLUSTER =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(2)
                            .build());

    @TempDir private Path directory;

    @Test
    void imageEventsBecomeShardsAndDeadLetters() throws Exception {
        Path onDisk = directory.resolve("disk.png");
        Files.write(onDisk, picture(99));
        List<ImageEvent> events = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            events.add(event("image/" + i, picture(i), null, Map.of("class", "c" + i % 2)));
        }
        events.add(event("on-disk", null, onDisk.toUri().toString(), Map.of()));
        events.add(event("gone", null, directory.resolve("gone.png").toUri().toString(), Map.of()));
        events.add(event("text", "no image".getBytes(), null, Map.of()));
        write(directory.resolve("events.avro"), events);
        Path out = directory.resolve("out");

        run(directory.resolve("events.avro"), out, 20_000);

        try (ImageDataset dataset = DatasetIndexer.index(out)) {
            assertThat(dataset.size()).isEqualTo(21);
            SampleLocation third =
                    dataset.locations().stream()
                            .filter(sample -> sample.id().contains("image/3-"))
                            .findFirst()
                            .orElseThrow();
            assertThat(third.label()).isEqualTo("c1");
            assertThat(dataset.read(dataset.locations().indexOf(third))).isEqualTo(picture(3));
        }
        try (Stream<Path> files = Files.list(out)) {
            assertThat(files.filter(f -> f.toString().endsWith(".tar")).count())
                    .isGreaterThan(1); // shards have a size
        }
        assertThat(deadLetters(out)).containsExactlyInAnyOrder("gone", "text");
    }

    @Test
    void eventsWithIdsThatLookAlikeKeepTheirClasses() throws Exception {
        List<String> ids = List.of("a b", "a_b", "a.b", "same", "same");
        List<ImageEvent> events = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            events.add(event(ids.get(i), picture(i), null, Map.of("class", "c" + i)));
        }
        write(directory.resolve("events.avro"), events);
        Path out = directory.resolve("out");

        run(directory.resolve("events.avro"), out, 1 << 20);

        try (ImageDataset dataset = DatasetIndexer.index(out)) {
            assertThat(dataset.size()).isEqualTo(ids.size());
            for (int i = 0; i < ids.size(); i++) {
                int seed = Integer.parseInt(dataset.location(i).label().substring(1));
                assertThat(dataset.read(i)).isEqualTo(picture(seed));
            }
        }
    }

    private static void run(Path events, Path out, long shardBytes) throws Exception {
        Configuration noKryo = new Configuration();
        noKryo.set(PipelineOptions.GENERIC_TYPES, false);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(noKryo);
        env.setParallelism(2);
        SnapshotJob.define(
                env,
                new SnapshotJob.Options(
                        reading(events.getParent()),
                        new org.apache.flink.core.fs.Path(out.toUri()),
                        shardBytes,
                        1_000_000),
                ImageFileFormat.source(new org.apache.flink.core.fs.Path(events.toUri()), 1 << 20));
        env.execute();
    }

    private static PrepareOptions reading(Path folder) {
        FetchAccess access =
                new FetchAccess(Set.of("file"), Set.of(), false, Set.of(folder.toString()));
        return PrepareOptions.DEFAULTS.with(FetchOptions.DEFAULTS.withAccess(access));
    }

    private static List<String> deadLetters(Path out) throws Exception {
        List<String> ids = new ArrayList<>();
        try (Stream<Path> files = Files.list(out.resolve("dead-letters"))) {
            for (Path file : files.toList()) {
                try (DataFileReader<GenericRecord> reader =
                        new DataFileReader<>(file.toFile(), new GenericDatumReader<>())) {
                    reader.forEach(letter -> ids.add(String.valueOf(letter.get("imageId"))));
                }
            }
        }
        return ids;
    }

    private static ImageEvent event(
            String id, byte[] bytes, String uri, Map<String, String> attributes) {
        return ImageEvent.newBuilder()
                .setId(id)
                .setBytes(bytes == null ? null : ByteBuffer.wrap(bytes))
                .setUri(uri)
                .setAttributes(attributes)
                .build();
    }

    private static void write(Path file, List<ImageEvent> events) throws Exception {
        SpecificData data = SpecificData.getForClass(ImageEvent.class);
        try (DataFileWriter<ImageEvent> writer =
                new DataFileWriter<>(
                        new SpecificDatumWriter<>(ImageEvent.getClassSchema(), data))) {
            writer.create(ImageEvent.getClassSchema(), file.toFile());
            for (ImageEvent event : events) {
                writer.append(event);
            }
        }
    }

    private static byte[] picture(int seed) throws Exception {
        BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 256; i++) {
            image.setRGB(i % 16, i / 16, (seed * 7919 + i * 104729) & 0xFFFFFF);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }
}
