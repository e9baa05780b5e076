package io.beitstream.jobs.pipeline;

import io.beitstream.jobs.pipeline.event.InputFormat;
import io.beitstream.jobs.pipeline.fetch.FetchOptions;
import io.beitstream.model.image.ImageDecoder;
import io.beitstream.schemas.RecordFormat;
import java.io.Serializable;
import java.time.Duration;

/**
 * What the first stage needs to know: the input, how to fetch and decode, and its limits.
 *
 * @param records how image events are encoded
 * @param decoder limits, and what it does to the pixels besides
 * @param decodeThreads decoding at once in one subtask
 * @param imageTimeout the time an image has, from its record until it is decoded
 * @param bytesInFlight what all images in flight may hold in a JVM; 0 for a quarter of the heap
 * @param capacity images that one subtask prepares at once, fetching included
 */
public record PrepareOptions(
        InputFormat input,
        RecordFormat records,
        FetchOptions fetch,
        ImageDecoder decoder,
        int decodeThreads,
        Duration imageTimeout,
        long bytesInFlight,
        int capacity)
        implements Serializable {
    public static final Duration DEFAULT_IMAGE_TIMEOUT = Duration.ofMinutes(5);
    public static final int DEFAULT_CAPACITY = 32;

    public static final PrepareOptions DEFAULTS =
            new PrepareOptions(
                    InputFormat.AVRO,
                    RecordFormat.SINGLE_OBJECT,
                    FetchOptions.DEFAULTS,
                    ImageDecoder.withDefaults(),
                    1,
                    DEFAULT_IMAGE_TIMEOUT,
                    0,
                    DEFAULT_CAPACITY);

    /** Of events in single-object encoding. */
    public PrepareOptions(
            InputFormat input,
            FetchOptions fetch,
            ImageDecoder decoder,
            int decodeThreads,
            Duration imageTimeout,
            long bytesInFlight,
            int capacity) {
        this(
                input,
                RecordFormat.SINGLE_OBJECT,
                fetch,
                decoder,
                decodeThreads,
                imageTimeout,
                bytesInFlight,
                capacity);
    }

    public PrepareOptions {
        if (decodeThreads < 1) {
            throw new IllegalArgumentException("decoding needs at least one thread");
        }
        if (capacity < 1) {
            throw new IllegalArgumentException("preparing needs room for one image at least");
        }
        if (imageTimeout.isNegative() || imageTimeout.isZero()) {
            throw new IllegalArgumentException("an image needs time to be prepared");
        }
        if (bytesInFlight < 0) {
            throw new IllegalArgumentException("bytes in flight cannot be negative");
        }
    }

    /** The same with other fetching. */
    public PrepareOptions with(FetchOptions newFetch) {
        return new PrepareOptions(
                input,
                records,
                newFetch,
                decoder,
                decodeThreads,
                imageTimeout,
                bytesInFlight,
                capacity);
    }

    /** The same with another number of threads. */
    public PrepareOptions withDecodeThreads(int threads) {
        return new PrepareOptions(
                input, records, fetch, decoder, threads, imageTimeout, bytesInFlight, capacity);
    }

    /** The same for another kind of input. */
    public PrepareOptions with(InputFormat newInput) {
        return new PrepareOptions(
                newInput,
                records,
                fetch,
                decoder,
                decodeThreads,
                imageTimeout,
                bytesInFlight,
                capacity);
    }

    /** The same for events in another format. */
    public PrepareOptions with(RecordFormat newRecords) {
        return new PrepareOptions(
                input,
                newRecords,
                fetch,
                decoder,
                decodeThreads,
                imageTimeout,
                bytesInFlight,
                capacity);
    }
}
