package io.beitstream.infra.data;

import io.beitstream.model.training.data.DatasetIndexer;
import io.beitstream.model.training.data.ImageDataset;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Tells whether what has come is what its name says: a tar archive, a Parquet file. */
final class Soundness {
    private static final String MAGIC = "PAR1";

    private Soundness() {}

    /**
     * Looks through a file.
     *
     * @throws IllegalArgumentException naming it, if it is not sound
     */
    static void require(RemoteFile file, Path copy) throws IOException {
        if (file.isTable()) {
            requireTable(file, copy);
            return;
        }
        try {
            // One without images may be beside others.
            if (!hasImages(copy) && !isOfBlocks(Files.size(copy))) {
                throw new IllegalArgumentException(file.shown() + " is no tar archive");
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(file.shown() + " is no sound tar archive", e);
        }
    }

    private static boolean isOfBlocks(long bytes) {
        return bytes > 0 && bytes % TarConstants.DEFAULT_RCDSIZE == 0;
    }

    /** Whether there are images in a shard. */
    static boolean hasImages(Path shard) throws IOException {
        try (ImageDataset images = DatasetIndexer.index(shard)) {
            return images.size() > 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void requireTable(RemoteFile file, Path copy) throws IOException {
        byte[] begin = new byte[MAGIC.length()];
        byte[] end = new byte[MAGIC.length()];
        try (RandomAccessFile bytes = new RandomAccessFile(copy.toFile(), "r")) {
            if (bytes.length() >= begin.length + end.length) {
                bytes.readFully(begin);
                bytes.seek(bytes.length() - end.length);
                bytes.readFully(end);
            }
        }
        if (!isMagic(begin) || !isMagic(end)) {
            throw new IllegalArgumentException(file.shown() + " is no sound Parquet file");
        }
    }

    private static boolean isMagic(byte... bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1).equals(MAGIC);
    }
}
