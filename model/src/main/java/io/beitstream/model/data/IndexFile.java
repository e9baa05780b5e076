package io.beitstream.model.data;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The index of a dataset on disk, so that a large one is walked once and every trainer of a run
 * counts the same samples.
 */
public final class IndexFile {
    private static final long MAGIC = 0x6265697453494458L; // "beitSIDX"

    private IndexFile() {}

    /** Writes an index; the file appears complete or not at all. */
    public static void write(Path file, ImageDataset dataset) throws IOException {
        Map<Path, Integer> files = new LinkedHashMap<>();
        int[] fileOf = new int[dataset.size()];
        for (int i = 0; i < fileOf.length; i++) {
            Path path = dataset.location(i).file().toAbsolutePath().normalize();
            fileOf[i] = files.computeIfAbsent(path, unseen -> files.size());
        }
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        try (DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(partial)))) {
            out.writeLong(MAGIC);
            out.writeInt(files.size());
            for (Path path : files.keySet()) {
                out.writeUTF(path.toString());
            }
            out.writeInt(dataset.size());
            for (int i = 0; i < fileOf.length; i++) {
                SampleLocation sample = dataset.location(i);
                out.writeInt(fileOf[i]);
                out.writeLong(sample.offset());
                out.writeInt(sample.length());
                out.writeUTF(sample.id());
                String label = sample.label();
                out.writeBoolean(label != null);
                out.writeUTF(label == null ? "" : label);
            }
        }
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Reads an index.
     *
     * @throws IOException if it is none, or cut short
     */
    public static ImageDataset read(Path file) throws IOException {
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            if (in.readLong() != MAGIC) {
                throw new IOException(file + " is no sample index");
            }
            List<Path> files = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                files.add(Path.of(in.readUTF()));
            }
            List<SampleLocation> samples = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                Path path = files.get(in.readInt());
                long offset = in.readLong();
                int length = in.readInt();
                String id = in.readUTF();
                boolean labelled = in.readBoolean();
                String label = in.readUTF();
                samples.add(new SampleLocation(path, offset, length, id, labelled ? label : null));
            }
            return new ImageDataset(samples);
        }
    }
}
