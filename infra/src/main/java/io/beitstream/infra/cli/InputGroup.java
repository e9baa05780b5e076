package io.beitstream.infra.cli;

import io.beitstream.infra.state.JobName;
import io.beitstream.jobs.pipeline.event.InputFormat;
import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import io.beitstream.jobs.source.BackfillSource;
import io.beitstream.jobs.source.ImageFileFormat;
import io.beitstream.jobs.source.KafkaImageSource;
import io.beitstream.schemas.registry.TopicRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.file.src.FileSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the input: files, a topic, or one after the other; where to begin and to end. */
final class InputGroup {
    @Option(
            names = "--images",
            paramLabel = "PATH",
            description =
                    "a folder of images, tar archives, Parquet files with a column of images and .avro files of image events,"
                            + " or one of these; also of a Flink file system (s3://...)")
    private @Nullable Location images;

    @Option(
            names = "--then-topic",
            paramLabel = "TOPIC",
            description =
                    "a Kafka topic of images to go on with when all of --images have been read, in the same job")
    private @Nullable String thenTopic;

    @Option(names = "--input-topic", paramLabel = "TOPIC", description = "a Kafka topic of images")
    private @Nullable String topic;

    @Option(
            names = "--input-format",
            paramLabel = "avro|image",
            defaultValue = "AVRO",
            description =
                    "of the topic's values: ImageEvent records, or the images themselves with their ids as keys"
                            + " (default: avro)")
    private InputFormat format = InputFormat.AVRO;

    @Option(
            names = "--start",
            paramLabel = "committed|earliest|latest",
            description =
                    "where a job without saved state begins: where its consumer group stopped, or at an end of the topic"
                            + " (default: committed; earliest if there is nothing committed)")
    private KafkaImageSource.@Nullable Start start;

    @Option(names = "--until-now", description = "end at what the topic holds when the job starts")
    private boolean untilNow;

    void validate() throws IOException {
        if ((images == null) == (topic == null)) {
            throw new IllegalArgumentException("name either --images or --input-topic");
        }
        if (thenTopic != null && images == null) {
            throw new IllegalArgumentException(
                    "--then-topic is what comes after --images: a topic alone is --input-topic");
        }
        if (thenTopic != null && start == KafkaImageSource.Start.LATEST) {
            throw new IllegalArgumentException(
                    "--start latest would leave out what comes while the images are read: with --then-topic use committed or earliest");
        }
        if (images != null && !images.exists()) {
            throw new IllegalArgumentException("there is no " + images);
        }
        if (images != null && !images.isFolder() && !ImageFileFormat.isRead(images.name())) {
            throw new IllegalArgumentException(
                    images
                            + " is neither a folder nor an image, a .tar archive, a .parquet file or an .avro file of events");
        }
    }

    /** What a job is called that is not given a name. */
    JobName defaultName(OutputGroup output) {
        if (images == null) {
            return JobName.of(String.valueOf(topic), output.target());
        }
        Location out = output.directory();
        int places =
                Objects.hash(
                        images.isLocal() ? Path.of(images.toString()) : images,
                        out == null ? "" : out.isLocal() ? Path.of(out.toString()) : out);
        String from = thenTopic == null ? images.name() : images.name() + "-" + thenTopic;
        return JobName.of(from, output.target() + "-" + Integer.toHexString(places));
    }

    /** What is read, in words that stay the same; the Kafka cluster's beside it. */
    String description(String cluster) {
        if (images == null) {
            return "topic " + topic + cluster;
        }
        return thenTopic == null
                ? images.toString()
                : "%s, then topic %s%s".formatted(images, thenTopic, cluster);
    }

    /** The input ends at what the topic holds when the job starts. */
    void endNow() {
        untilNow = true;
    }

    boolean isBounded() {
        return (images != null && thenTopic == null) || untilNow;
    }

    @Nullable Location images() {
        return images;
    }

    /** The topic that is read, at once or later. */
    @Nullable String topic() {
        return topic == null ? thenTopic : topic;
    }

    /** The topic, if its values are records. */
    List<TopicRecord> records() {
        String live = topic();
        return live == null || format == InputFormat.IMAGE
                ? List.of()
                : List.of(new TopicRecord(live, "ImageEvent"));
    }

    InputFormat format() {
        return format;
    }

    KafkaImageSource.@Nullable Start start() {
        return start;
    }

    /** A source that ends, of all that the topic holds unless told otherwise. */
    Source<SourceRecord, ?, ?> boundedSource(KafkaMixin kafka, String group, int maxBytes)
            throws IOException {
        endNow();
        return source(
                kafka, group, start == null ? KafkaImageSource.Start.EARLIEST : start, maxBytes);
    }

    /** The input of a job that reads files. */
    static InputGroup ofFiles(Path files) {
        InputGroup input = new InputGroup();
        input.images = Location.of(files);
        return input;
    }

    Source<SourceRecord, ?, ?> source(
            KafkaMixin kafka, String group, KafkaImageSource.Start from, int maxBytes)
            throws IOException {
        String live = topic();
        if (images == null) {
            return topicSource(kafka, group, from, Objects.requireNonNull(live));
        }
        FileSource<SourceRecord> files = ImageFileFormat.source(images.path(), maxBytes);
        return live == null
                ? files
                : BackfillSource.of(files, topicSource(kafka, group, from, live));
    }

    private Source<SourceRecord, ?, ?> topicSource(
            KafkaMixin kafka, String group, KafkaImageSource.Start from, String name)
            throws IOException {
        return KafkaImageSource.of(
                new KafkaImageSource.Options(
                        kafka.bootstrapServers(),
                        name,
                        group,
                        kafka.clientProperties(),
                        from,
                        untilNow));
    }
}
