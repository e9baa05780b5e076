package io.beitstream.infra.cli;

import io.beitstream.infra.data.DataCopies;
import io.beitstream.infra.data.DataLocation;
import io.beitstream.infra.data.FetchOptions;
import io.beitstream.infra.data.LocalData;
import io.beitstream.infra.data.Origin;
import io.beitstream.infra.data.RemoteData;
import io.beitstream.infra.training.RunSetup;
import io.beitstream.model.file.HeldFile;
import io.beitstream.model.file.Publication;
import io.beitstream.model.training.data.ClassNames;
import io.beitstream.model.training.data.DatasetIndexer;
import io.beitstream.model.training.data.ImageDataset;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.io.FileUtils;

/**
 * The images that a user names for training.
 *
 * @param out the run's directory
 */
record TrainingData(DataLocation data, Path out, PrintWriter writer) {
    /**
     * Where the samples are. They are read in any order, so that what lies elsewhere is copied into
     * the run's directory first, and image events and rows of tables are written into shards there.
     */
    Path samples() throws Exception {
        return samples(false);
    }

    private Path samples(boolean labelled) throws Exception {
        if (!isCopied()) {
            return data.path();
        }
        RunSetup.refuseModel(out);
        Files.createDirectories(out);
        try (HeldFile lock =
                HeldFile.take(
                        out.resolve(".data.lock"), "another process brings the data into " + out)) {
            Path copy = copy(labelled);
            FileUtils.deleteDirectory(DataCopies.tables(copy).toFile());
            return copy;
        }
    }

    private boolean isCopied() throws IOException {
        return data.isRemote() || LocalData.mustBeConverted(data.path());
    }

    private Path copy(boolean labelled) throws Exception {
        DataCopies copies = new DataCopies(out);
        Path known = copies.named(data);
        if (known != null) {
            return known;
        }
        if (data.isRemote()) {
            writer.printf("looking at the files of %s%n", data);
            writer.flush();
        }
        Path copy = copies.next();
        Path partial = Publication.partial(copy);
        Path tables = DataCopies.tables(copy);
        RemoteData remote =
                data.isRemote()
                        ? RemoteData.find(data, FetchOptions.DEFAULTS, List.of(partial, tables))
                        : null;
        Origin origin = remote == null ? LocalData.origin(data) : remote.origin();
        Path same = copies.of(origin);
        if (same != null) {
            writer.printf("%s has the files that %s was made of%n", data, same);
            return same;
        }
        DataCopies.requireNoOther(partial, data);
        if (remote == null) {
            convert(data.path(), partial, copy);
        } else if (remote.areTables()) {
            remote.fetchInto(tables, writer);
            convert(tables, partial, copy);
        } else {
            remote.fetchInto(partial, writer);
        }
        if (labelled) {
            try (ImageDataset images = DatasetIndexer.index(partial)) {
                boolean isTable = remote != null && remote.areTables();
                requireClasses(images, isTable ? tables : partial);
            }
        }
        origin.write(partial);
        Publication.rename(partial, copy);
        return copy;
    }

    /** What is made here says nothing of its origin until it is whole: made anew, it is no part. */
    private void convert(Path from, Path partial, Path copy) throws Exception {
        FileUtils.deleteDirectory(partial.toFile());
        SnapshotCommand.write(
                InputGroup.ofFiles(from), new KafkaMixin(), partial, SnapshotCommand.SHARD_BYTES);
        int images = SnapshotCommand.images(partial);
        long dead = SnapshotCommand.deadLetters(partial);
        if (images == 0) {
            throw new IllegalArgumentException(
                    "no image came of %s: %d dead letters in %s say why"
                            .formatted(data, dead, partial.resolve("dead-letters")));
        }
        writer.printf("%d images of %s are in %s%n", images, data, copy);
        if (dead > 0) {
            writer.printf(
                    "not images: %d; the dead letters in %s say why%n",
                    dead, copy.resolve("dead-letters"));
        }
        writer.flush();
    }

    /**
     * The classes of the images.
     *
     * @throws IllegalArgumentException if an image has none
     */
    List<String> classes() throws Exception {
        Path samples = samples(true);
        try (ImageDataset dataset = DatasetIndexer.index(samples)) {
            if (isCopied()) {
                requireClasses(dataset, samples);
            }
            return ClassNames.of(dataset);
        }
    }

    /** What was fetched is not fetched again by itself, and what is on this machine is. */
    private void requireClasses(ImageDataset images, Path fetched) {
        if (images.unlabelled() > 0) {
            throw new IllegalArgumentException(
                    "%d of %d images of %s have no class: give rows a column, events an attribute 'class' or 'label', or shards .cls entries%s"
                            .formatted(
                                    images.unlabelled(),
                                    images.size(),
                                    data,
                                    data.isRemote()
                                            ? ", and remove %s so that they are fetched again"
                                                    .formatted(fetched)
                                            : ""));
        }
    }
}
