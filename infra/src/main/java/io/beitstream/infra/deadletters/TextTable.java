package io.beitstream.infra.deadletters;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Columns of text as wide as they need to be. */
public final class TextTable {
    private final List<List<String>> rows = new ArrayList<>();
    private final int[] widths;

    public TextTable(String... titles) {
        this.widths = new int[titles.length];
        add((Object[]) titles);
    }

    /** Adds a row of as many cells as there are titles. */
    public void add(Object... cells) {
        List<String> row = new ArrayList<>();
        for (Object cell : cells) {
            String text = visible(String.valueOf(cell));
            widths[row.size()] = Math.max(widths[row.size()], text.length());
            row.add(text);
        }
        rows.add(row);
    }

    /** The table line by line, the titles first. */
    public List<String> lines() {
        return rows.stream().map(this::line).toList();
    }

    private String line(List<String> row) {
        return IntStream.range(0, row.size())
                .mapToObj(i -> row.get(i) + " ".repeat(widths[i] - row.get(i).length()))
                .collect(Collectors.joining("  "))
                .stripTrailing();
    }

    /** Text that came from outside, without what a terminal would take as an order. */
    static String visible(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
