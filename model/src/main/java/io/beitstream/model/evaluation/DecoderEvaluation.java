package io.beitstream.model.evaluation;

import io.beitstream.model.InferenceOptions;
import io.beitstream.model.PixelDecoder;
import io.beitstream.model.Tokenizer;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.inference.ModelLoader;
import io.beitstream.model.training.data.ImageDataset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The measurement of how much of its pixels an image's codes hold, as a decoder rebuilds them.
 *
 * @param psnr peak signal-to-noise ratio in dB, of each image, mean
 * @param flatPsnr the same for images that are the mean colour of each patch: what a decoder that
 *     knew the colours alone would reach
 */
public record DecoderEvaluation(int images, int undecodable, double psnr, double flatPsnr) {
    private static final double PEAK = 255;

    /**
     * Evaluates.
     *
     * @throws IllegalArgumentException if the decoder was trained for another tokenizer
     */
    public static DecoderEvaluation of(
            Path decoder, Path tokenizer, ImageDataset dataset, InferenceOptions options)
            throws IOException {
        double[] sums = new double[2];
        int[] images = new int[1];
        try (Tokenizer codes = ModelLoader.loadTokenizer(tokenizer, options);
                PixelDecoder pixels = ModelLoader.loadDecoder(decoder, options)) {
            pixels.requireTokenizer(codes.id());
            DatasetReader reader = new DatasetReader(dataset, codes.preprocessing());
            reader.forEach(
                    batch -> {
                        List<RgbImage> rebuilt = pixels.decode(codes.tokenize(batch.images()));
                        for (int i = 0; i < rebuilt.size(); i++) {
                            RgbImage image = batch.images().get(i);
                            int patch = image.width() / codes.gridWidth();
                            sums[0] += psnr(image, rebuilt.get(i));
                            sums[1] += psnr(image, flat(image, patch));
                        }
                        images[0] += rebuilt.size();
                    });
            return new DecoderEvaluation(
                    images[0], reader.undecodable(), sums[0] / images[0], sums[1] / images[0]);
        }
    }

    /** In dB; of equal images, that of a difference of half a level. */
    static double psnr(RgbImage image, RgbImage other) {
        byte[] a = image.pixels();
        byte[] b = other.pixels();
        double squares = 0;
        for (int i = 0; i < a.length; i++) {
            double apart = (a[i] & 255) - (b[i] & 255);
            squares += apart * apart;
        }
        return 10 * Math.log10(PEAK * PEAK / Math.max(squares / a.length, 0.25));
    }

    /** Every patch in its mean colour. */
    static RgbImage flat(RgbImage image, int patch) {
        int width = image.width();
        byte[] in = image.pixels();
        byte[] out = new byte[in.length];
        for (int top = 0; top < image.height(); top += patch) {
            for (int left = 0; left < width; left += patch) {
                for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
                    int sum = 0;
                    for (int i = 0; i < patch * patch; i++) {
                        sum += in[at(left + i % patch, top + i / patch, width, channel)] & 255;
                    }
                    byte mean = (byte) Math.round((double) sum / (patch * patch));
                    for (int i = 0; i < patch * patch; i++) {
                        out[at(left + i % patch, top + i / patch, width, channel)] = mean;
                    }
                }
            }
        }
        return new RgbImage(width, image.height(), out);
    }

    private static int at(int x, int y, int width, int channel) {
        return (y * width + x) * RgbImage.CHANNELS + channel;
    }
}
