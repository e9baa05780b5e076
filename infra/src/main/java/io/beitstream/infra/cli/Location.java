package io.beitstream.infra.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Objects;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.plugin.PluginUtils;
import org.jspecify.annotations.Nullable;

/**
 * A file or folder that the command line names: a path of this machine, or a URI of any of Flink's
 * file systems, such as {@code s3://bucket/folder}.
 */
record Location(Path path) {
    /** Where Flink looks for file systems that are plugins. */
    private static final String PLUGINS = "FLINK_PLUGINS_DIR";

    /** A location as it is written. */
    static Location of(String text) {
        return text.contains("://")
                ? new Location(new Path(text))
                : of(java.nio.file.Path.of(text));
    }

    /** One of this machine. */
    static Location of(java.nio.file.Path path) {
        return new Location(new Path("file", null, path.toAbsolutePath().normalize().toString()));
    }

    /**
     * Lets Flink find the file systems that are plugins. A cluster and its client have found their
     * own.
     */
    static void loadFileSystems() {
        if (System.getenv(PLUGINS) != null) {
            Configuration configuration = GlobalConfiguration.loadConfiguration();
            FileSystem.initialize(
                    configuration, PluginUtils.createPluginManagerFromRootFolder(configuration));
        }
    }

    boolean isLocal() {
        String scheme = path.toUri().getScheme();
        return scheme == null || scheme.equals("file");
    }

    String scheme() {
        return isLocal() ? "file" : path.toUri().getScheme();
    }

    boolean exists() throws IOException {
        return status() != null;
    }

    boolean isFolder() throws IOException {
        FileStatus status = status();
        return status != null && status.isDir();
    }

    /** The folder itself, or the one that the file is in. */
    Location folder() throws IOException {
        Path parent = path.getParent();
        return isFolder() || parent == null ? this : new Location(parent);
    }

    private @Nullable FileStatus status() throws IOException {
        try {
            return path.getFileSystem().getFileStatus(path);
        } catch (FileNotFoundException e) {
            return null;
        }
    }

    /** The last part, for names made of it. */
    String name() {
        return Objects.requireNonNullElse(path.getName(), "");
    }

    @Override
    public String toString() {
        return isLocal() ? path.getPath() : path.toString();
    }
}
