package io.beitstream.infra.data;

import io.beitstream.jobs.source.ImageFileFormat;
import io.beitstream.model.file.HiddenNames;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.UnsupportedFileSystemSchemeException;

/**
 * The shards and tables of a folder in one of Flink's file systems, at any depth, or the one file.
 * What is hidden by a leading dot or underscore is left out.
 *
 * @param files with names below the folder
 * @param hasImages whether there are image files too
 */
record FlinkListing(List<RemoteFile> files, boolean hasImages) {
    /** Lists a place. */
    static FlinkListing of(String place) throws IOException {
        Path root = new Path(place);
        List<FileStatus> found = new ArrayList<>();
        boolean images;
        String above = root.getPath().endsWith("/") ? root.getPath() : root.getPath() + "/";
        try {
            FileSystem files = root.getFileSystem();
            FileStatus status = files.getFileStatus(root);
            if (!status.isDir()) {
                boolean taken = RemoteFile.isTaken(root.getName());
                RemoteFile file = new RemoteFile(root.getName(), place, status.getLen());
                return new FlinkListing(
                        taken ? List.of(file) : List.of(), ImageFileFormat.isImage(root.getName()));
            }
            images = addBelow(files, status.getPath(), found);
        } catch (UnsupportedFileSystemSchemeException e) {
            throw new IllegalArgumentException(
                    "%s: Flink has no file system for '%s' here: put its plugin into the folder that FLINK_PLUGINS_DIR names"
                            .formatted(PublicName.of(place).shown(), root.toUri().getScheme()),
                    e);
        } catch (FileNotFoundException e) {
            throw new IllegalArgumentException("there is no " + PublicName.of(place).shown(), e);
        }
        return new FlinkListing(
                found.stream().map(file -> file(file, above.length())).toList(), images);
    }

    private static RemoteFile file(FileStatus file, int above) {
        Path path = file.getPath();
        return new RemoteFile(path.getPath().substring(above), path.toString(), file.getLen());
    }

    /** Tells whether there are images. */
    private static boolean addBelow(FileSystem files, Path folder, List<FileStatus> found)
            throws IOException {
        boolean images = false;
        FileStatus[] entries = files.listStatus(folder);
        for (FileStatus entry : entries == null ? new FileStatus[0] : entries) {
            String name = entry.getPath().getName();
            if (HiddenNames.contain(name)) {
                continue;
            }
            if (entry.isDir()) {
                images |= addBelow(files, entry.getPath(), found);
            } else if (RemoteFile.isTaken(name)) {
                found.add(entry);
            } else {
                images |= ImageFileFormat.isImage(name);
            }
        }
        return images;
    }
}
