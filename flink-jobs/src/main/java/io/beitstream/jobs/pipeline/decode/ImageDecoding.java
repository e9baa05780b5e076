package io.beitstream.jobs.pipeline.decode;

import io.beitstream.jobs.pipeline.outcome.ContentHash;
import io.beitstream.jobs.pipeline.outcome.Features;
import io.beitstream.jobs.pipeline.outcome.ImageInFlight;
import io.beitstream.jobs.pipeline.outcome.StageException;
import io.beitstream.jobs.pipeline.reuse.FeatureCache;
import io.beitstream.jobs.pipeline.reuse.ServingModels;
import io.beitstream.jobs.pipeline.ticket.Ticket;
import io.beitstream.model.image.DecodeLimit;
import io.beitstream.model.image.ImageException;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.image.RgbImage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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
    private final @Nullable FeatureCache cache;
    private final ServingModels models = ServingModels.ofThisTask();
    private final ExecutorService threads;

    public ImageDecoding(DecodeOptions options) {
        options.decoder().style().requireSupported();
        this.options = options;
        this.cache = options.reuse() == null ? null : FeatureCache.open(options.reuse());
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
            ContentHash content = cache == null ? null : ContentHash.of(encoded);
            Features known = cache == null || content == null ? null : cache.find(content);
            if (known != null && models.have(known)) {
                return image.known(known);
            }
            ImageInFlight decoded = squares(image, encoded, content);
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

    /** One square for all networks that take the same. */
    private ImageInFlight squares(
            ImageInFlight image, byte[] encoded, @Nullable ContentHash content)
            throws ImageException {
        ImageSquares squares = new ImageSquares(options.decoder(), encoded, limit(image.ticket()));
        Preprocessing first = options.forTokenizer();
        RgbImage forTokenizer = first == null ? null : squares.of(first);
        List<RgbImage> forEncoders = new ArrayList<>();
        for (Preprocessing wanted : options.forEncoders()) {
            forEncoders.add(squares.of(wanted));
        }
        return image.decoded(forTokenizer, forEncoders, content);
    }

    /** What the squares hold; one that several networks take counts once. */
    private static long sizeOf(ImageInFlight image) {
        Set<RgbImage> squares = Collections.newSetFromMap(new IdentityHashMap<>());
        squares.addAll(image.forEncoders());
        RgbImage first = image.forTokenizer();
        if (first != null) {
            squares.add(first);
        }
        return squares.stream().mapToLong(square -> square.pixels().length).sum();
    }

    private static StageException refusal(ImageException e) {
        String errorClass = "image-" + e.reason().name().toLowerCase(Locale.ROOT).replace('_', '-');
        return new StageException(errorClass, String.valueOf(e.getMessage()));
    }

    @Override
    public void close() {
        threads.shutdownNow();
        if (cache != null) {
            cache.close();
        }
    }
}
