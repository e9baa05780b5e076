package io.beitstream.infra.state;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of one job: its checkpoints, its savepoints, and what they belong to, in a folder of
 * its name.
 *
 * <pre>
 * FOLDER/NAME/job.json, checkpoints/, savepoints/
 * </pre>
 */
public final class JobState {
    private final JobName name;
    private final Path folder;

    private JobState(JobName name, Path folder) {
        this.name = name;
        this.folder = folder;
    }

    /** The state of a job below a folder, which may be on any file system of Flink's. */
    public static JobState in(String parent, JobName name) {
        return new JobState(name, new Path(new Path(parent), name.text()));
    }

    /** Where local runs keep state when they are not told otherwise. */
    public static java.nio.file.Path userDirectory() {
        return userDirectory("jobs");
    }

    /** Where state of a kind other than jobs' is kept, as above. */
    public static java.nio.file.Path userDirectory(String kind) {
        String configured = System.getenv("XDG_STATE_HOME");
        java.nio.file.Path base =
                configured == null || configured.isBlank()
                        ? java.nio.file.Path.of(System.getProperty("user.home"), ".local", "state")
                        : java.nio.file.Path.of(configured);
        return base.resolve("beitstream").resolve(kind);
    }

    public Path folder() {
        return folder;
    }

    public String checkpoints() {
        return new Path(folder, "checkpoints").toString();
    }

    public String savepoints() {
        return new Path(folder, "savepoints").toString();
    }

    /** The newest complete checkpoint or savepoint. */
    public Optional<String> newest() throws IOException {
        return SavedStates.newest(folder).map(Path::toString);
    }

    /** What the state belongs to; null if there is none. */
    public @Nullable JobIdentity identity() throws IOException {
        Path file = identityFile();
        try (InputStream in = file.getFileSystem().open(file)) {
            return JobIdentity.fromJson(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (FileNotFoundException e) {
            return null;
        }
    }

    /**
     * Makes sure that the state, if there is any, is that of this very job.
     *
     * @throws IllegalArgumentException if it is another's
     */
    public void requireSame(JobIdentity identity) throws IOException {
        JobIdentity there = identity();
        if (there != null && !there.isSameJobAs(identity)) {
            throw new IllegalArgumentException(
                    "the job %s has run from %s to %s before, not from %s to %s: choose another --name, or --fresh to give up its state"
                            .formatted(
                                    name,
                                    there.source(),
                                    there.target(),
                                    identity.source(),
                                    identity.target()));
        }
    }

    /** Notes what the state belongs to. */
    public void write(JobIdentity identity) throws IOException {
        FileSystem files = folder.getFileSystem();
        files.mkdirs(folder);
        Path partial = new Path(folder, "job.json.partial");
        try (OutputStream out = files.create(partial, FileSystem.WriteMode.OVERWRITE)) {
            out.write(identity.toJson().getBytes(StandardCharsets.UTF_8));
        }
        files.delete(identityFile(), false);
        files.rename(partial, identityFile());
    }

    private Path identityFile() {
        return new Path(folder, "job.json");
    }

    /** Gives the state up. */
    public void delete() throws IOException {
        folder.getFileSystem().delete(folder, true);
    }
}
