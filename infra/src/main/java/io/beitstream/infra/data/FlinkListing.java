package io.beitstream.infra.data;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.UnsupportedFileSystemSchemeException;

/**
 * Finds the shards and tables of a folder in one of Flink's file systems, at any depth, or the one
 * file. What is hidden by a leading dot or underscore is left out.
 */
final class FlinkListing {
    private FlinkListing() {}

    /** The files, with names below the folder. */
    static List<RemoteFile> of(String place) throws IOException {
        Path root = new Path(place);
        List<FileStatus> found = new ArrayList<>();
        try {
            FileSystem files = root.getFileSystem();
            FileStatus status = files.getFileStatus(root);
            if (!status.isDir()) {
                return List.of(new RemoteFile(root.getName(), place, status.getLen()));
            }
            addBelow(files, status.getPath(), found);
        } catch (UnsupportedFileSystemSchemeException e) {
            throw new IllegalArgumentException(
                    "%s: Flink has no file system for '%s' here: put its plugin into the folder that FLINK_PLUGINS_DIR names"
                            .formatted(place, root.toUri().getScheme()),
                    e);
        } catch (FileNotFoundException e) {
            throw new IllegalArgumentException("there is no " + place, e);
        }
        String above = root.getPath().endsWith("/") ? root.getPath() : root.getPath() + "/";
        return found.stream()
                .map(
                        file ->
                                new RemoteFile(
                                        file.getPath().getPath().substring(above.length()),
                                        file.getPath().toString(),
                                        file.getLen()))
                .toList();
    }

    private static void addBelow(FileSystem files, Path folder, List<FileStatus> found)
            throws IOException {
        FileStatus[] entries = files.listStatus(folder);
        for (FileStatus entry : entries == null ? new FileStatus[0] : entries) {
            String name = entry.getPath().getName();
            if (name.startsWith(".") || name.startsWith("_")) {
                continue;
            }
            if (entry.isDir()) {
                addBelow(files, entry.getPath(), found);
            } else if (RemoteListing.isTaken(name)) {
                found.add(entry);
            }
        }
    }
}
