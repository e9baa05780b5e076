package io.beitstream.infra.state;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;

/** Writes checkpoints without state, as Flink does, whole or cut short. */
public final class Checkpointed {
    private Checkpointed() {}

    /** Writes a complete checkpoint into a folder of its own. */
    public static Path complete(Path folder, long id) throws IOException {
        write(folder, metadata(id));
        return folder;
    }

    static void cutShort(Path folder, long id, int length) throws IOException {
        write(folder, Arrays.copyOf(metadata(id), length));
    }

    static byte[] metadata(long id) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Checkpoints.storeCheckpointMetadata(new CheckpointMetadata(id, List.of(), List.of()), out);
        return out.toByteArray();
    }

    private static void write(Path folder, byte[] metadata) throws IOException {
        Files.createDirectories(folder);
        Files.write(folder.resolve("_metadata"), metadata);
    }
}
