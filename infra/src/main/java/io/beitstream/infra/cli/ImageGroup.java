package io.beitstream.infra.cli;

import io.beitstream.jobs.pipeline.PrepareOptions;
import io.beitstream.jobs.pipeline.event.InputFormat;
import io.beitstream.jobs.pipeline.fetch.FetchAccess;
import io.beitstream.jobs.pipeline.fetch.FetchLimits;
import io.beitstream.jobs.pipeline.fetch.FetchOptions;
import io.beitstream.model.image.DecodeStyle;
import io.beitstream.model.image.ImageDecoder;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.apache.flink.configuration.MemorySize;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of fetching and decoding: limits, times, and what URIs may name. */
final class ImageGroup {
    @Option(names = "--apply-orientation", description = "turn JPEGs as their EXIF data says")
    private boolean applyOrientation;

    @Option(
            names = "--decode",
            paramLabel = "exact|fast",
            defaultValue = "exact",
            description =
                    "exact, or fast: large JPEGs are made at a half, a quarter or an eighth of"
                            + " their size, which needs libturbojpeg and changes the"
                            + " preprocessing's id (default: ${DEFAULT-VALUE})")
    private String decode = "exact";

    @Option(
            names = "--max-image-bytes",
            paramLabel = "SIZE",
            defaultValue = "32mb",
            description = "larger images become dead letters (default: ${DEFAULT-VALUE})")
    private MemorySize maxBytes = MemorySize.ofMebiBytes(32);

    @Option(
            names = "--max-image-pixels",
            paramLabel = "N",
            defaultValue = "50000000",
            description =
                    "images that declare more become dead letters (default: ${DEFAULT-VALUE})")
    private long maxPixels = 50_000_000;

    @Option(
            names = "--image-timeout",
            paramLabel = "DURATION",
            defaultValue = "5m",
            description =
                    "from an image's record until it is decoded, outages of its store not counted"
                            + " (default: ${DEFAULT-VALUE})")
    private Duration imageTimeout = PrepareOptions.DEFAULT_IMAGE_TIMEOUT;

    @Option(
            names = "--fetch-timeout",
            paramLabel = "DURATION",
            defaultValue = "20s",
            description = "for one attempt, to the last byte (default: ${DEFAULT-VALUE})")
    private Duration fetchTimeout = FetchLimits.DEFAULTS.attemptTimeout();

    @Option(
            names = "--fetch-attempts",
            paramLabel = "N",
            defaultValue = "3",
            description = "for one image (default: ${DEFAULT-VALUE})")
    private int fetchAttempts = 3;

    @Option(
            names = "--max-outage",
            paramLabel = "DURATION",
            defaultValue = "8m",
            description =
                    "how long the stream waits for a store that is down, before its images become"
                            + " dead letters (default: ${DEFAULT-VALUE})")
    private Duration maxOutage = Duration.ofMinutes(8);

    @Option(
            names = "--allowed-schemes",
            split = ",",
            paramLabel = "SCHEME",
            defaultValue = "https",
            description = "of URIs in events (default: ${DEFAULT-VALUE})")
    private Set<String> allowedSchemes = Set.of("https");

    @Option(
            names = "--fetch-hosts",
            split = ",",
            paramLabel = "HOST",
            description =
                    "that URIs in events may name: exact, or *.example.com (default: any with"
                            + " public addresses)")
    private Set<String> fetchHosts = Set.of();

    @Option(
            names = "--allow-private-networks",
            description =
                    "let URIs in events reach private and loopback addresses; name --fetch-hosts"
                            + " with it")
    private boolean allowPrivate;

    @Option(
            names = "--file-roots",
            split = ",",
            paramLabel = "DIR",
            description =
                    "folders below which events may name files (default: none; those of --images"
                            + " count)")
    private Set<String> fileRoots = Set.of();

    @Option(
            names = "--bytes-in-flight",
            paramLabel = "SIZE",
            defaultValue = "0",
            description =
                    "what all images under way may hold; the source waits beyond it (default: a"
                            + " quarter of the heap)")
    private MemorySize bytesInFlight = MemorySize.ZERO;

    int maxBytes() {
        long bytes = maxBytes.getBytes();
        if (bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "--max-image-bytes must be less than 2gb, and is " + bytes + " bytes");
        }
        return (int) bytes;
    }

    /** The longest that an image can hold a checkpoint back. */
    Duration longestPreparation() {
        return imageTimeout.plus(maxOutage);
    }

    /** What decoding does to the pixels. */
    DecodeStyle decodeStyle() {
        return DecodeStyle.of(applyOrientation, decode);
    }

    ImageDecoder decoder() {
        return new ImageDecoder(maxBytes(), maxPixels, decodeStyle());
    }

    /**
     * All of it.
     *
     * @param images the folder or file that is read; null for a topic
     */
    PrepareOptions prepare(InputFormat format, @Nullable Location images, int decodeThreads)
            throws IOException {
        return new PrepareOptions(
                format,
                fetch(images),
                decoder(),
                decodeThreads,
                imageTimeout,
                bytesInFlight.getBytes(),
                PrepareOptions.DEFAULT_CAPACITY);
    }

    /**
     * How images are fetched.
     *
     * @param images the folder or file that is read; null for a topic
     */
    FetchOptions fetch(@Nullable Location images) throws IOException {
        return FetchOptions.of(access(images), maxBytes(), fetchTimeout, fetchAttempts, maxOutage);
    }

    private FetchAccess access(@Nullable Location images) throws IOException {
        return access(images, allowedSchemes, fetchHosts, allowPrivate, fileRoots);
    }

    /** What a job may read that reads nothing but a folder of its user's. */
    static FetchAccess accessTo(Location images) throws IOException {
        return access(images, Set.of("https"), Set.of(), false, Set.of());
    }

    private static FetchAccess access(
            @Nullable Location images,
            Set<String> schemes,
            Set<String> hosts,
            boolean allowPrivate,
            Set<String> roots)
            throws IOException {
        Set<String> allSchemes = new HashSet<>(schemes);
        Set<String> allRoots = new HashSet<>(roots);
        if (images != null) {
            allSchemes.add(images.scheme());
            // Events in a file may point to images beside it.
            allRoots.add(images.folder().toString());
        }
        return FetchAccess.withSchemesOfRoots(allSchemes, hosts, allowPrivate, allRoots);
    }
}
