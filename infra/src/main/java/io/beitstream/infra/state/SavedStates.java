package io.beitstream.infra.state;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.checkpoint.Checkpoints;

/**
 * Finds checkpoints and savepoints below a folder, on any file system of Flink's. One is complete
 * if its metadata can be read: they are written last, so what a crash left half done is passed
 * over. What cannot be read is an error: to go on from an older one would repeat results.
 */
final class SavedStates {
    private static final String METADATA = "_metadata";
    private static final int DEPTH = 3; // checkpoints/JOB/chk-N

    private record Saved(Path path, long checkpointId) {}

    private SavedStates() {}

    /** The newest complete one: checkpoints of a job are counted through all its runs. */
    static Optional<Path> newest(Path folder) throws IOException {
        List<Saved> found = new ArrayList<>();
        collect(folder.getFileSystem(), folder, DEPTH, found);
        return found.stream().max(Comparator.comparingLong(Saved::checkpointId)).map(Saved::path);
    }

    private static void collect(FileSystem files, Path folder, int depth, List<Saved> found)
            throws IOException {
        FileStatus[] entries;
        try {
            entries = files.listStatus(folder);
        } catch (FileNotFoundException e) {
            return; // nothing has been saved, or it is being deleted
        }
        if (entries == null) {
            return;
        }
        for (FileStatus entry : entries) {
            if (entry.isDir() && depth > 0) {
                collect(files, entry.getPath(), depth - 1, found);
            } else if (entry.getPath().getName().equals(METADATA)) {
                read(files, entry.getPath()).ifPresent(found::add);
            }
        }
    }

    private static Optional<Saved> read(FileSystem files, Path metadata) throws IOException {
        byte[] bytes;
        try (InputStream in = files.open(metadata)) {
            bytes = in.readAllBytes();
        } catch (FileNotFoundException e) {
            return Optional.empty(); // it is being deleted
        }
        Path path = metadata.getParent();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            long id =
                    Checkpoints.loadCheckpointMetadata(
                                    in, SavedStates.class.getClassLoader(), path.toString())
                            .getCheckpointId();
            return Optional.of(new Saved(path, id));
        } catch (IOException | RuntimeException e) {
            return Optional.empty(); // cut short
        }
    }
}
