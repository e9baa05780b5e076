package io.beitstream.model.data;

import io.beitstream.model.file.Publication;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
        Publication.write(file, channel -> write(channel, files.keySet(), fileOf, dataset));
    }

    private static void write(
            FileChannel channel, Set<Path> files, int[] fileOf, ImageDataset dataset)
            throws IOException {
        DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel)));
        out.writeLong(MAGIC);
        out.writeInt(files.size());
        for (Path path : files) {
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
        out.flush();
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
