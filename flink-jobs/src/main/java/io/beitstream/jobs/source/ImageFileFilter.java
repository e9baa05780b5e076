package io.beitstream.jobs.source;

import io.beitstream.model.file.HiddenNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Predicate;
import org.apache.flink.core.fs.Path;

/**
 * Lets through folders, images, archives, Parquet files and files of events; not what is hidden by
 * a leading dot or underscore.
 */
final class ImageFileFilter implements Predicate<Path> {
    @Override
    public boolean test(Path path) {
        String name = path.getName();
        if (HiddenNames.contain(name)) {
            return false;
        }
        if (ImageFileFormat.isRead(name)) {
            return true;
        }
        try {
            return path.getFileSystem().getFileStatus(path).isDir();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
