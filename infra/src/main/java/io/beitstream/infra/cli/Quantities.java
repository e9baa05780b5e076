package io.beitstream.infra.cli;

import java.time.Duration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.util.TimeUtils;
import picocli.CommandLine.TypeConversionException;

/** Durations and sizes as people write them, in Flink's words for units. */
final class Quantities {
    private Quantities() {}

    static Duration duration(String text) {
        try {
            return TimeUtils.parseDuration(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(
                    "'" + text + "' is not a duration: write 20ms, 10s, 5m or 1h");
        }
    }

    static MemorySize size(String text) {
        try {
            return MemorySize.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(
                    "'" + text + "' is not a size: write 1000 (bytes), 32mb or 1gb");
        }
    }
}
