package io.beitstream.infra.search.pictures;

import io.beitstream.infra.search.IndexedImage;
import io.beitstream.model.image.DecodeLimit;
import io.beitstream.model.image.DecodeStyle;
import io.beitstream.model.image.ImageDecoder;
import io.beitstream.model.image.ImageException;
import io.beitstream.model.image.ResampleFilter;
import io.beitstream.model.image.RgbImage;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Small JPEGs of indexed images. A few are made at a time; those used last are kept. Thread-safe.
 */
public final class Thumbnails {
    /** The longest side, in pixels. */
    public static final int MAX_SIZE = 256;

    public static final int MIN_SIZE = 16;
    private static final int AT_ONCE = 2;
    private static final Duration DECODING = Duration.ofSeconds(5);
    private static final Duration WAITING = Duration.ofSeconds(15);

    private static final ImageDecoder AS_STORED = ImageDecoder.withDefaults();
    private static final ImageDecoder TURNING =
            new ImageDecoder(
                    AS_STORED.maxBytes(), AS_STORED.maxPixels(), new DecodeStyle(true, false));

    private final PictureSource pictures;
    private final ThumbnailCache cache;
    private final Semaphore turns = new Semaphore(AT_ONCE, true);

    /**
     * @param cacheBytes that the thumbnails kept may have together
     */
    public Thumbnails(PictureSource pictures, long cacheBytes) {
        this.pictures = pictures;
        this.cache = new ThumbnailCache(cacheBytes);
    }

    /**
     * The picture, its longer side {@code size} pixels or less; empty if there is none, or one that
     * cannot be decoded.
     *
     * @param upright whether it is turned as its EXIF orientation says, as the encoder saw it
     * @throws IOException if whoever keeps the picture does not answer now
     */
    public Optional<byte[]> jpeg(IndexedImage image, int size, boolean upright) throws IOException {
        if (size < MIN_SIZE || size > MAX_SIZE) {
            throw new IllegalArgumentException(
                    "size must be between %d and %d pixels, not %d"
                            .formatted(MIN_SIZE, MAX_SIZE, size));
        }
        ThumbnailCache.Key key =
                new ThumbnailCache.Key(
                        image.id(),
                        image.topic(),
                        image.partition(),
                        image.offset(),
                        size,
                        upright);
        Optional<byte[]> kept = cache.get(key);
        if (kept.isPresent()) {
            return kept;
        }
        Optional<byte[]> made = make(image, size, upright ? TURNING : AS_STORED);
        made.ifPresent(jpeg -> cache.put(key, jpeg));
        return made;
    }

    private Optional<byte[]> make(IndexedImage image, int size, ImageDecoder decoder)
            throws IOException {
        try {
            if (!turns.tryAcquire(WAITING.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("too many pictures are asked for at a time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a thumbnail was made", e);
        }
        try {
            Optional<byte[]> encoded = pictures.encoded(image);
            return encoded.isEmpty() ? Optional.empty() : shrink(encoded.get(), size, decoder);
        } finally {
            turns.release();
        }
    }

    private static Optional<byte[]> shrink(byte[] encoded, int size, ImageDecoder decoder)
            throws IOException {
        try {
            if (decoder.memoryNeeded(encoded) > Runtime.getRuntime().maxMemory() / 4) {
                return Optional.empty();
            }
            RgbImage whole = decoder.decode(encoded, DecodeLimit.within(DECODING));
            return Optional.of(Jpeg.encode(fit(whole, size)));
        } catch (ImageException e) {
            return Optional.empty();
        }
    }

    private static RgbImage fit(RgbImage image, int size) {
        int longer = Math.max(image.width(), image.height());
        if (longer <= size) {
            return image;
        }
        double scale = (double) size / longer;
        return image.resize(
                (int) Math.max(1, Math.round(image.width() * scale)),
                (int) Math.max(1, Math.round(image.height() * scale)),
                ResampleFilter.BICUBIC);
    }

    /** Bytes that are kept now. */
    long cachedBytes() {
        return cache.bytes();
    }
}
