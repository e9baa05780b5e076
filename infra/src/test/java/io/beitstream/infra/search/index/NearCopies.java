package io.beitstream.infra.search.index;

import io.beitstream.model.image.ImageDecoder;
import io.beitstream.model.image.ImageException;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.training.data.DatasetIndexer;
import io.beitstream.model.training.data.ImageDataset;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** Photographs, each in several alterations, as the shipped networks see them. */
final class NearCopies {
    private static final int BATCH = 16;

    /**
     * One picture.
     *
     * @param photo the number of the photograph that it was made from
     */
    record Copy(int photo, Alteration alteration, int[] codes, float[] vector) {
        String id() {
            return photo + "-" + alteration.label();
        }
    }

    private NearCopies() {}

    /** The unaltered pictures of a dataset; they get numbers below zero. */
    static List<Copy> others(Path dataset) throws IOException {
        List<Copy> others = new ArrayList<>();
        try (ShippedNetworks networks = ShippedNetworks.load();
                ImageDataset images = DatasetIndexer.index(dataset)) {
            for (int from = 0; from < images.size(); from += BATCH) {
                List<RgbImage> batch = new ArrayList<>();
                for (int i = from; i < Math.min(images.size(), from + BATCH); i++) {
                    batch.add(decode(images.read(i)));
                }
                List<ShippedNetworks.Seen> seen = networks.see(batch);
                for (int i = 0; i < seen.size(); i++) {
                    others.add(copy(-1 - from - i, Alteration.NONE, seen.get(i)));
                }
            }
        }
        return others;
    }

    /** All alterations of all photographs in a folder. */
    static List<Copy> of(Path folder) throws IOException {
        List<Copy> copies = new ArrayList<>();
        try (ShippedNetworks networks = ShippedNetworks.load()) {
            int photo = 0;
            for (Path file : files(folder)) {
                BufferedImage image = ImageIO.read(file.toFile());
                List<RgbImage> batch = new ArrayList<>();
                for (Alteration alteration : Alteration.values()) {
                    batch.add(decode(alteration.encoded(image)));
                }
                List<ShippedNetworks.Seen> seen = networks.see(batch);
                for (Alteration alteration : Alteration.values()) {
                    copies.add(copy(photo, alteration, seen.get(alteration.ordinal())));
                }
                photo++;
            }
        }
        return copies;
    }

    private static Copy copy(int photo, Alteration alteration, ShippedNetworks.Seen seen) {
        return new Copy(photo, alteration, seen.codes(), seen.vector());
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(NearCopies::isReadable).sorted().toList();
        }
    }

    /** Java's own reader does not take CMYK, which some photographs are in. */
    private static boolean isReadable(Path file) {
        try {
            return ImageIO.read(file.toFile()) != null;
        } catch (IOException e) {
            return false;
        }
    }

    private static RgbImage decode(byte[] jpeg) {
        try {
            return ImageDecoder.withDefaults().decode(jpeg);
        } catch (ImageException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
