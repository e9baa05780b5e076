package io.beitstream.infra.cli;

import io.beitstream.infra.state.JobName;
import io.beitstream.jobs.pipeline.event.InputFormat;
import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import io.beitstream.jobs.source.ImageFileFormat;
import io.beitstream.jobs.source.KafkaImageSource;
import io.beitstream.schemas.registry.TopicRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.connector.source.Source;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the input: a folder or a topic, its format, where to begin and to end. */
final class InputGroup {
    @Option(
            names = "--images",
            paramLabel = "PATH",
            description =
                    "a folder of images, tar archives and .avro files of image events, or one of these")
    private @Nullable Path images;

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

    void validate() {
        if ((images == null) == (topic == null)) {
            throw new IllegalArgumentException("name either --images or --input-topic");
        }
        if (images != null && !Files.exists(images)) {
            throw new IllegalArgumentException("there is no " + images);
        }
        if (images != null
                && Files.isRegularFile(images)
                && !ImageFileFormat.isArchive(images.toString())
                && !ImageFileFormat.isEvents(images.toString())
                && !ImageFileFormat.isImage(images.toString())) {
            throw new IllegalArgumentException(
                    images + " is neither a folder nor a .tar archive nor an .avro file of events");
        }
    }

    /** What a job is called that is not given a name. */
    JobName defaultName(OutputGroup output) {
        if (images == null) {
            return JobName.of(String.valueOf(topic), output.target());
        }
        Path folder = images.toAbsolutePath().normalize();
        Path directory = output.directory();
        int places = Objects.hash(folder, directory == null ? "" : directory.toAbsolutePath());
        return JobName.of(
                String.valueOf(folder.getFileName()),
                output.target() + "-" + Integer.toHexString(places));
    }

    boolean isBounded() {
        return images != null || untilNow;
    }

    @Nullable Path imagesPath() {
        return images;
    }

    @Nullable String topic() {
        return topic;
    }

    /** The topic, if its values are records. */
    List<TopicRecord> records() {
        return topic == null || format == InputFormat.IMAGE
                ? List.of()
                : List.of(new TopicRecord(topic, "ImageEvent"));
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
        untilNow = true;
        return source(
                kafka, group, start == null ? KafkaImageSource.Start.EARLIEST : start, maxBytes);
    }

    /** The input of a job that reads files. */
    static InputGroup ofFiles(Path files) {
        InputGroup input = new InputGroup();
        input.images = files;
        return input;
    }

    Source<SourceRecord, ?, ?> source(
            KafkaMixin kafka, String group, KafkaImageSource.Start from, int maxBytes)
            throws IOException {
        if (images != null) {
            return ImageFileFormat.source(
                    new org.apache.flink.core.fs.Path(images.toAbsolutePath().toUri()), maxBytes);
        }
        if (topic == null) {
            throw new IllegalStateException("not validated");
        }
        return KafkaImageSource.of(
                new KafkaImageSource.Options(
                        kafka.bootstrapServers(),
                        topic,
                        group,
                        kafka.clientProperties(),
                        from,
                        untilNow));
    }
}
