package io.beitstream.infra.cli;

import io.beitstream.jobs.outcome.SourceRecord;
import io.beitstream.jobs.source.ImageFileFormat;
import io.beitstream.jobs.source.InputFormat;
import io.beitstream.jobs.source.KafkaImageSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.api.connector.source.Source;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where {@code extract} reads. */
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
            names = "--group-id",
            paramLabel = "NAME",
            defaultValue = "beitstream",
            description = "the consumer group (default: ${DEFAULT-VALUE})")
    private String group = "beitstream";

    @Option(
            names = "--start",
            paramLabel = "committed|earliest|latest",
            defaultValue = "COMMITTED",
            description = "where a job without saved state begins (default: committed)")
    private KafkaImageSource.Start start = KafkaImageSource.Start.COMMITTED;

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

    boolean isBounded() {
        return images != null || untilNow;
    }

    @Nullable Path imagesPath() {
        return images;
    }

    @Nullable String topic() {
        return topic;
    }

    InputFormat format() {
        return format;
    }

    /** The source for a job that is to end, whether it was said or not. */
    Source<SourceRecord, ?, ?> boundedSource(KafkaMixin kafka, int maxBytes) throws IOException {
        untilNow = true;
        return source(kafka, maxBytes);
    }

    /** The input of a job that reads files. */
    static InputGroup ofFiles(Path files) {
        InputGroup input = new InputGroup();
        input.images = files;
        return input;
    }

    Source<SourceRecord, ?, ?> source(KafkaMixin kafka, int maxBytes) throws IOException {
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
                        start,
                        untilNow));
    }
}
