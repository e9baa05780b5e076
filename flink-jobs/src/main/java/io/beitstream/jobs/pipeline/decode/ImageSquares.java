package io.beitstream.jobs.pipeline.decode;

import io.beitstream.model.image.DecodeLimit;
import io.beitstream.model.image.ImageDecoder;
import io.beitstream.model.image.ImageException;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.image.RgbImage;
import java.util.HashMap;
import java.util.Map;

/**
 * The squares of one image: each size that it is decoded in, and each square, is made once. Which
 * size a square is made of depends on its preprocessing alone, and not on what else is wanted.
 */
final class ImageSquares {
    private final ImageDecoder decoder;
    private final byte[] encoded;
    private final DecodeLimit limit;
    private final Map<Integer, RgbImage> decoded = new HashMap<>();
    private final Map<Preprocessing, RgbImage> squares = new HashMap<>();

    ImageSquares(ImageDecoder decoder, byte[] encoded, DecodeLimit limit) {
        this.decoder = decoder;
        this.encoded = encoded;
        this.limit = limit;
    }

    /**
     * The square that a network takes; its statistics are none of the pixels' business.
     *
     * @throws ImageException if the image cannot be decoded
     */
    RgbImage of(Preprocessing wanted) throws ImageException {
        Preprocessing pixels = wanted.withStatistics("");
        RgbImage square = squares.get(pixels);
        if (square == null) {
            square = pixels.apply(decoded(decoder.reduction(encoded, wanted.resize())));
            squares.put(pixels, square);
        }
        return square;
    }

    private RgbImage decoded(int reduction) throws ImageException {
        RgbImage image = decoded.get(reduction);
        if (image == null) {
            image = decoder.decode(encoded, limit, reduction);
            decoded.put(reduction, image);
        }
        return image;
    }
}
