package io.beitstream.model.checkpoint;

import io.beitstream.model.beit.BeitConfig;
import io.beitstream.model.clip.ClipConfig;
import io.beitstream.model.dino.DinoConfig;
import io.beitstream.model.feature.EncoderArchitecture;
import io.beitstream.model.feature.PixelNormalization.Statistics;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.image.ResampleFilter;
import io.beitstream.model.siglip.SiglipConfig;
import java.util.Locale;
import java.util.function.IntFunction;

/**
 * The families of encoders. A row says how a network's sizes stand in {@code config.json} and what
 * is done to its images where nobody says otherwise; the network itself is made by the sizes.
 */
public enum Family {
    BEIT(BeitConfig.class, Statistics.IMAGENET, Preprocessing::ofInputSize),
    CLIP(ClipConfig.class, Statistics.CLIP, Family::cropOfItsSize),
    SIGLIP(
            SiglipConfig.class,
            Statistics.SYMMETRIC,
            side -> Preprocessing.ofSquare(side, ResampleFilter.BICUBIC)),
    DINO(DinoConfig.class, Statistics.IMAGENET, Preprocessing::ofInputSize),
    DINOV2(DinoConfig.class, Statistics.IMAGENET, Preprocessing::ofInputSize),
    DINOV3(
            DinoConfig.class,
            Statistics.IMAGENET,
            side -> Preprocessing.ofSquare(side, ResampleFilter.BILINEAR));

    private final Class<? extends EncoderArchitecture> architecture;
    private final Statistics normalization;
    private final IntFunction<Preprocessing> preprocessing;

    Family(
            Class<? extends EncoderArchitecture> architecture,
            Statistics normalization,
            IntFunction<Preprocessing> preprocessing) {
        this.architecture = architecture;
        this.normalization = normalization;
        this.preprocessing = preprocessing;
    }

    /** The type of its sizes. */
    public Class<? extends EncoderArchitecture> architecture() {
        return architecture;
    }

    /** The channel statistics that its published models were trained with. */
    public Statistics normalization() {
        return normalization;
    }

    /** What its published models do to images of any size. */
    public Preprocessing preprocessing(int imageSize) {
        return preprocessing.apply(imageSize);
    }

    /** The name in files and on the command line. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static Preprocessing cropOfItsSize(int side) {
        return new Preprocessing(side, side, ResampleFilter.BICUBIC);
    }
}
