package io.beitstream.infra.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a part of the bench has found: lines for people, the same figures by name for programs. */
final class Findings {
    private final List<String> lines = new ArrayList<>();
    private final Map<String, Object> figures = new LinkedHashMap<>();

    /** Adds a line for people. */
    void say(String format, Object... values) {
        lines.add(String.format(Locale.ROOT, format, values));
    }

    /** Adds a figure for programs; its unit is in its name. */
    void put(String name, Object figure) {
        figures.put(name, figure);
    }

    /** Adds the times of all rounds, and their median. */
    void put(String name, Series series) {
        Map<String, Object> times = new LinkedHashMap<>();
        times.put("medianSeconds", series.median());
        times.put("seconds", series.seconds());
        figures.put(name, times);
    }

    List<String> lines() {
        return lines;
    }

    Map<String, Object> figures() {
        return figures;
    }
}
