package io.beitstream.infra.search.server;

import io.beitstream.infra.search.IndexStatus;
import io.beitstream.model.Encoder;
import io.beitstream.model.ModelId;
import io.beitstream.model.TextEncoder;
import io.beitstream.model.image.DecodeLimit;
import io.beitstream.model.image.ImageDecoder;
import io.beitstream.model.image.ImageException;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.image.RgbImage;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Turns pictures and words into vectors that compare with those of an index: one at a time at each
 * tower. Thread-safe.
 */
final class QueryVectors {
    private static final int LONGEST_TEXT = 1000;

    private final Towers towers;
    private final int maxImageBytes;
    private final Duration time;
    private final Lane pictureLane;
    private final Lane textLane;

    QueryVectors(Towers towers, SearchServerOptions options) {
        this.towers = towers;
        this.maxImageBytes = options.maxImageBytes();
        this.time = options.queryTime();
        this.pictureLane = new Lane(options.waitingQueries(), time);
        this.textLane = new Lane(options.waitingQueries(), time);
    }

    /** Whether an index can be asked with pictures. */
    Ability pictures(IndexStatus index) {
        Encoder encoder = towers.encoder();
        if (encoder == null) {
            return Ability.no(
                    "This server runs without an encoder: choose a picture of the index instead.");
        }
        Ability same = compares("encoder", encoder.id(), encoder.dimension(), index);
        String pixels = encoder.preprocessing().id();
        String theirs = index.preprocessingId();
        boolean fits =
                theirs.isEmpty() || theirs.equals(index.decodeStyle().id(encoder.preprocessing()));
        return !same.available() || fits
                ? same
                : Ability.no(
                        "The index was made of pixels prepared as %s, and the encoder of this server takes %s."
                                .formatted(theirs, pixels));
    }

    /** Whether an index can be asked with words. */
    Ability words(IndexStatus index) {
        TextEncoder text = towers.text();
        return text == null
                ? Ability.no(
                        "Words need a model that reads them, such as CLIP or SigLIP; the one of this index reads pictures only.")
                : compares("text encoder", text.id(), text.dimension(), index);
    }

    private static Ability compares(String what, ModelId id, int dimension, IndexStatus index) {
        if (index.modelId().isEmpty()) {
            return Ability.YES;
        }
        if (!index.modelId().equals(id.toString())) {
            return Ability.no(
                    "The index holds vectors of %s, and the %s of this server is %s."
                            .formatted(index.modelId(), what, id));
        }
        return index.dimension() == dimension
                ? Ability.YES
                : Ability.no(
                        "The index holds vectors of %d numbers, and the %s of this server makes %d."
                                .formatted(index.dimension(), what, dimension));
    }

    /** The vector of an encoded picture. */
    float[] ofPicture(byte[] picture, IndexStatus index) throws RequestRefusedException {
        pictures(index).require();
        Encoder encoder = towers.encoder();
        if (encoder == null) {
            throw new IllegalStateException("checked above");
        }
        return pictureLane.run(
                () -> {
                    Preprocessing preprocessing = encoder.preprocessing();
                    RgbImage pixels = decode(picture, index, preprocessing.resize());
                    return encoder.encode(List.of(preprocessing.apply(pixels))).get(0).vector();
                });
    }

    /** As the pictures of the index were decoded; {@code side} is what it will be resized to. */
    private RgbImage decode(byte[] picture, IndexStatus index, int side)
            throws RequestRefusedException {
        ImageDecoder decoder =
                new ImageDecoder(
                        maxImageBytes,
                        ImageDecoder.withDefaults().maxPixels(),
                        index.decodeStyle());
        try {
            if (decoder.memoryNeeded(picture) > Runtime.getRuntime().maxMemory() / 4) {
                throw new RequestRefusedException(
                        413, "This picture is too large for the server's memory.");
            }
            return decoder.decode(
                    picture, DecodeLimit.within(time), decoder.reduction(picture, side));
        } catch (ImageException e) {
            throw new RequestRefusedException(
                    status(e.reason()), sentence(String.valueOf(e.getMessage())));
        }
    }

    private static int status(ImageException.Reason reason) {
        return switch (reason) {
            case TOO_LARGE -> 413;
            case UNSUPPORTED_FORMAT -> 415;
            case TIMED_OUT, CANCELLED -> 503;
            case EMPTY, TOO_COMPLEX, TRUNCATED, CORRUPT -> 422;
        };
    }

    private static String sentence(String message) {
        return message.substring(0, 1).toUpperCase(Locale.ROOT) + message.substring(1) + ".";
    }

    /** The vector of some words. */
    float[] ofWords(String words, IndexStatus index) throws RequestRefusedException {
        words(index).require();
        TextEncoder text = towers.text();
        if (text == null) {
            throw new IllegalStateException("checked above");
        }
        if (words.isBlank() || words.length() > LONGEST_TEXT) {
            throw new RequestRefusedException(
                    400,
                    "Words to search for may have 1 to %d characters.".formatted(LONGEST_TEXT));
        }
        return textLane.run(() -> text.encode(List.of(words)).get(0));
    }
}
