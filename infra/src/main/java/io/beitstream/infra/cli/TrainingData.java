package io.beitstream.infra.cli;

import io.beitstream.jobs.source.ImageFileFormat;
import io.beitstream.model.file.Publication;
import io.beitstream.model.training.data.ClassNames;
import io.beitstream.model.training.data.DatasetIndexer;
import io.beitstream.model.training.data.ImageDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;

/**
 * The images that a user names for training.
 *
 * @param out the run's directory
 */
record TrainingData(Path data, Path out) {
    /**
     * Where the samples are. Image events are first written into shards within the run's directory:
     * an event in an Avro file cannot be addressed.
     */
    Path samples() throws Exception {
        if (!hasEvents()) {
            return data;
        }
        Path shards = out.resolve("data");
        if (!Files.isDirectory(shards)) {
            Path partial = Publication.partial(shards);
            FileUtils.deleteDirectory(partial.toFile());
            SnapshotCommand.write(
                    InputGroup.ofFiles(data),
                    new KafkaMixin(),
                    partial,
                    SnapshotCommand.SHARD_BYTES);
            Publication.rename(partial, shards);
        }
        return shards;
    }

    /**
     * The classes of the images.
     *
     * @throws IllegalArgumentException if an image has none
     */
    List<String> classes() throws IOException {
        if (hasEvents()) {
            throw new IllegalArgumentException(
                    "image events have no classes: give folders of images, or shards with .cls entries");
        }
        try (ImageDataset dataset = DatasetIndexer.index(data)) {
            return ClassNames.of(dataset);
        }
    }

    private boolean hasEvents() throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            return files.anyMatch(file -> ImageFileFormat.isEvents(file.toString()));
        }
    }
}
