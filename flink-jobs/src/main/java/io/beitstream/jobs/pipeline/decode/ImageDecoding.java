package io.beitstream.jobs.pipeline.decode;

import io.beitstream.jobs.pipeline.outcome.ImageInFlight;
import io.beitstream.jobs.pipeline.outcome.StageException;
import io.beitstream.jobs.pipeline.ticket.Ticket;
import io.beitstream.model.image.DecodeLimit;
import io.beitstream.model.image.ImageException;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.image.RgbImage;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Decodes and resizes on threads of its own. An image first reserves the memory that decoding
 * takes; one that is given up lets its thread go.
 */
public final class ImageDecoding implements AutoCloseable {
    private final DecodeOptions options;
    private final ExecutorService threads;

    public ImageDecoding(DecodeOptions options) {
        this.options = options;
        this.threads =
                Executors.newFixedThreadPool(
                        options.threads(),
                        BasicThreadFactory.builder()
                                .namingPattern("beitstream-decode-%d")
                                .daemon(true)
                                .build());
    }

    /**
     * The squares of an image whose file is at hand; fails with a {@link StageException} if it
     * cannot be decoded.
     */
    public CompletableFuture<ImageInFlight> decode(ImageInFlight image) {
        byte[] encoded = image.encoded();
        if (encoded == null) {
            throw new IllegalArgumentException("the image is not fetched yet, or decoded already");
        }
        long needed;
        try {
            needed = options.decoder().memoryNeeded(encoded);
        } catch (ImageException e) {
            return CompletableFuture.failedFuture(refusal(e));
        }
        AtomicBoolean begun = new AtomicBoolean();
        return image.ticket()
                .reserve(needed)
                .thenApplyAsync(
                        granted -> {
                            begun.set(true);
                            return decode(image, encoded);
                        },
                        threads)
                .whenComplete(
                        (decoded, error) -> {
                            if (!begun.get()) {
                                image.ticket().settle(0); // given up before its turn
                            }
                        });
    }

    private ImageInFlight decode(ImageInFlight image, byte[] encoded) {
        long squares = 0;
        try {
            RgbImage pixels = options.decoder().decode(encoded, limit(image.ticket()));
            ImageInFlight decoded = squares(image, pixels);
            squares = sizeOf(decoded);
            return decoded;
        } catch (ImageException e) {
            throw new CompletionException(refusal(e));
        } catch (OutOfMemoryError e) {
            // The image is too large for this heap: a restarted job would only meet it again.
            throw new CompletionException(
                    new StageException("decode-out-of-memory", String.valueOf(e.getMessage())));
        } finally {
            image.ticket().settle(squares);
            image.ticket().giveBack(encoded.length);
        }
    }

    private static DecodeLimit limit(Ticket ticket) {
        return DecodeLimit.within(ticket.left()).unless(ticket::isGivenUp);
    }

    private ImageInFlight squares(ImageInFlight image, RgbImage pixels) {
        Preprocessing first = options.forTokenizer();
        Preprocessing second = options.forEncoder();
        @Nullable RgbImage forTokenizer = first == null ? null : first.apply(pixels);
        if (second == null) {
            return image.decoded(forTokenizer, null);
        }
        return image.decoded(
                forTokenizer, second.equals(first) ? forTokenizer : second.apply(pixels));
    }

    @SuppressWarnings("ReferenceEquality") // the very same square is held once
    private static long sizeOf(ImageInFlight image) {
        RgbImage first = image.forTokenizer();
        RgbImage second = image.forEncoder();
        long size = first == null ? 0 : first.pixels().length;
        return second == null || second == first ? size : size + second.pixels().length;
    }

    private static StageException refusal(ImageException e) {
        String errorClass = "image-" + e.reason().name().toLowerCase(Locale.ROOT).replace('_', '-');
        return new StageException(errorClass, String.valueOf(e.getMessage()));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
