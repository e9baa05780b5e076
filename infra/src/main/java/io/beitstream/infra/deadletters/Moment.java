package io.beitstream.infra.deadletters;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Points in time as people write them: {@code 2026-11-01T10:00:00Z}, the date {@code 2026-11-01} in
 * UTC, or {@code 30s}, {@code 15m}, {@code 2h}, {@code 7d} back from now.
 */
public final class Moment {
    private static final Pattern BACK = Pattern.compile("(\\d{1,9})(s|m|h|d)");

    private final InstantSource clock;

    public Moment(InstantSource clock) {
        this.clock = clock;
    }

    /** The first moment that text includes: of a date, its beginning. */
    public Instant since(String text) {
        return parse(text, 0);
    }

    /** The first moment after what text includes: of a date, the beginning of the next. */
    public Instant until(String text) {
        return parse(text, 1);
    }

    private Instant parse(String text, int days) {
        Matcher back = BACK.matcher(text);
        if (back.matches()) {
            return clock.instant().minus(duration(back));
        }
        try {
            if (text.length() == "2026-11-01".length()) {
                return LocalDate.parse(text)
                        .plusDays(days)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant();
            }
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "'%s' is no time: write 2026-11-01T10:00:00Z, 2026-11-01, or 2h for two hours ago"
                            .formatted(text),
                    e);
        }
    }

    private static Duration duration(Matcher back) {
        long amount = Long.parseLong(back.group(1));
        return switch (back.group(2)) {
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }
}
