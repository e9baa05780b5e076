package io.beitstream.infra.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.beitstream.model.evaluation.Interval;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What was measured, by name and in order. */
final class Figures {
    private static final String INTERVAL = "_interval";

    private final Map<String, Object> values = new LinkedHashMap<>();

    void put(String name, Object value) {
        values.put(name, value);
    }

    /**
     * A share of a sample, and beside it where that of all images like these lies.
     *
     * @param cases that are independent of each other
     */
    void share(String name, double share, int cases) {
        values.put(name, share);
        values.put(name + INTERVAL, Interval.of(share, cases));
    }

    void print(PrintWriter out) {
        values.forEach((name, value) -> out.printf("%-28s %s%n", name, shown(value)));
    }

    void write(Path json) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        Files.writeString(
                json, mapper.writerWithDefaultPrettyPrinter().writeValueAsString(values) + "\n");
    }

    private static String shown(Object value) {
        if (value instanceof Interval interval) {
            return String.format(
                    Locale.ROOT, "%.4f to %.4f (95 %%)", interval.low(), interval.high());
        }
        return value instanceof Double number
                ? String.format(Locale.ROOT, "%.4f", number)
                : value.toString();
    }
}
