package io.beitstream.infra.cluster;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Where a library of the class path belongs on a cluster. */
enum LibraryPlace {
    /** Every Flink distribution has it. */
    FLINK(
            List.of(
                    "async-profiler",
                    "commons-cli",
                    "commons-collections",
                    "commons-math3",
                    "commons-text",
                    "flink-annotations",
                    "flink-clients",
                    "flink-connector-base",
                    "flink-connector-datagen",
                    "flink-connector-files",
                    "flink-core",
                    "flink-core-api",
                    "flink-datastream",
                    "flink-datastream-api",
                    "flink-file-sink-common",
                    "flink-hadoop-fs",
                    "flink-metrics-core",
                    "flink-queryable-state-client-java",
                    "flink-rpc-.*",
                    "flink-runtime",
                    "flink-runtime-web",
                    "flink-shaded-.*",
                    "flink-streaming-java",
                    "flink-table-.*",
                    "javassist",
                    "jsr305",
                    "kryo",
                    "log4j-.*",
                    "minlog",
                    "objenesis",
                    "reflectasm",
                    "slf4j-api",
                    "snakeyaml-engine")),
    /**
     * The networks, with all that they need. Native libraries load once in a JVM, so these belong
     * to the JVM and not to a job.
     */
    LIB(
            List.of(
                    "model",
                    "api",
                    "common-image",
                    "common-io",
                    "common-lang",
                    "commons-codec",
                    "commons-compress",
                    "commons-io",
                    "commons-lang3",
                    "gson",
                    "imageio-.*",
                    "jackson-annotations",
                    "jackson-core",
                    "jackson-databind",
                    "jna",
                    "jspecify",
                    "pytorch-engine",
                    "pytorch-jni",
                    "pytorch-native-.*",
                    "tokenizers")),
    /** All others: the job, and what it alone needs. */
    JOB(List.of());

    private final Predicate<String> names;

    LibraryPlace(List<String> names) {
        this.names =
                Pattern.compile(names.stream().collect(Collectors.joining("|"))).asMatchPredicate();
    }

    /**
     * The place of a library.
     *
     * @param artifact its name without a version
     */
    static LibraryPlace of(String artifact) {
        for (LibraryPlace place : values()) {
            if (place.names.test(artifact)) {
                return place;
            }
        }
        return JOB;
    }
}
