package io.beitstream.infra.chaos.fault;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The place of the checkpoints: where this user may mount one, a small file system in memory that
 * can be filled up; a plain folder otherwise. The mount belongs to a shell that undoes it as soon
 * as the harness is gone, and to whom signals sent to the whole process group are nothing.
 */
public final class CheckpointVolume implements AutoCloseable {
    private static final String SCRIPT =
            "trap '' INT TERM HUP; mount -t tmpfs -o size=$1 tmpfs \"$0\" || exit 1; echo mounted; cat >/dev/null; umount -l \"$0\"";
    private static final String SIZE = "96m";

    private final Path folder;
    private final @Nullable Process mount;

    private CheckpointVolume(Path folder, @Nullable Process mount) {
        this.folder = folder;
        this.mount = mount;
    }

    /** Mounts it if possible. */
    public static CheckpointVolume open(Path folder) throws IOException {
        Process process;
        try {
            process =
                    new ProcessBuilder("sh", "-c", SCRIPT, folder.toString(), SIZE)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
        } catch (IOException e) {
            return new CheckpointVolume(folder, null); // no shell
        }
        boolean isMounted = process.getInputStream().read() >= 0;
        return new CheckpointVolume(folder, isMounted ? process : null);
    }

    /** Whether {@link #fill} can be used. */
    public boolean canBeFilled() {
        return mount != null;
    }

    public Path folder() {
        return folder;
    }

    /** Leaves no space. */
    public void fill() throws IOException {
        byte[] block = new byte[64 << 10];
        try (OutputStream out = Files.newOutputStream(ballast())) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            if (Files.getFileStore(folder).getUsableSpace() >= block.length) {
                throw e;
            }
        }
    }

    /** Gives the space back. */
    public void empty() throws IOException {
        Files.deleteIfExists(ballast());
    }

    private Path ballast() {
        return folder.resolve("ballast");
    }

    @Override
    public void close() throws IOException {
        Process process = mount;
        if (process == null) {
            return;
        }
        process.getOutputStream().close();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
