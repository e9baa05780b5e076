package io.beitstream.infra.search.index;

import io.beitstream.infra.demo.ShippedModels;
import io.beitstream.infra.embedded.TemporaryDirectory;
import io.beitstream.model.Embedding;
import io.beitstream.model.Encoder;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.Tokenizer;
import io.beitstream.model.data.DatasetIndexer;
import io.beitstream.model.data.ImageDataset;
import io.beitstream.model.image.ImageDecoder;
import io.beitstream.model.image.ImageException;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.inference.ModelLoader;
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
        try (TemporaryDirectory scratch = new TemporaryDirectory("beitstream-copies");
                Tokenizer tokenizer =
                        ModelLoader.loadTokenizer(
                                ShippedModels.tokenizer(scratch.path()),
                                InferenceOptions.CPU_FP32);
                Encoder encoder =
                        ModelLoader.loadEncoder(
                                ShippedModels.encoder(scratch.path()), InferenceOptions.CPU_FP32);
                ImageDataset images = DatasetIndexer.index(dataset)) {
            for (int from = 0; from < images.size(); from += BATCH) {
                List<RgbImage> forTokens = new ArrayList<>();
                List<RgbImage> forVectors = new ArrayList<>();
                for (int i = from; i < Math.min(images.size(), from + BATCH); i++) {
                    RgbImage decoded = decode(images.read(i));
                    forTokens.add(tokenizer.preprocessing().apply(decoded));
                    forVectors.add(encoder.preprocessing().apply(decoded));
                }
                List<int[]> codes = tokenizer.tokenize(forTokens);
                List<Embedding> vectors = encoder.encode(forVectors);
                for (int i = 0; i < codes.size(); i++) {
                    others.add(
                            new Copy(
                                    -1 - from - i,
                                    Alteration.NONE,
                                    codes.get(i),
                                    vectors.get(i).vector()));
                }
            }
        }
        return others;
    }

    /** All alterations of all photographs in a folder. */
    static List<Copy> of(Path folder) throws IOException {
        List<Copy> copies = new ArrayList<>();
        try (TemporaryDirectory scratch = new TemporaryDirectory("beitstream-copies");
                Tokenizer tokenizer =
                        ModelLoader.loadTokenizer(
                                ShippedModels.tokenizer(scratch.path()),
                                InferenceOptions.CPU_FP32);
                Encoder encoder =
                        ModelLoader.loadEncoder(
                                ShippedModels.encoder(scratch.path()), InferenceOptions.CPU_FP32)) {
            int photo = 0;
            for (Path file : files(folder)) {
                List<RgbImage> forTokens = new ArrayList<>();
                List<RgbImage> forVectors = new ArrayList<>();
                BufferedImage image = ImageIO.read(file.toFile());
                for (Alteration alteration : Alteration.values()) {
                    RgbImage decoded = decode(alteration.encoded(image));
                    forTokens.add(tokenizer.preprocessing().apply(decoded));
                    forVectors.add(encoder.preprocessing().apply(decoded));
                }
                List<int[]> codes = tokenizer.tokenize(forTokens);
                List<Embedding> vectors = encoder.encode(forVectors);
                for (Alteration alteration : Alteration.values()) {
                    int i = alteration.ordinal();
                    copies.add(new Copy(photo, alteration, codes.get(i), vectors.get(i).vector()));
                }
                photo++;
            }
        }
        return copies;
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
