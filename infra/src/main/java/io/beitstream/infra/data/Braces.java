package io.beitstream.infra.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * WebDataset's notation for many names in one: {@code {000..146}} counts, with as many digits as
 * its ends have, and {@code {a,b}} lists. Braces may stand within each other.
 */
final class Braces {
    private static final int MOST = 1_000_000;
    private static final Pattern RANGE = Pattern.compile("(\\d{1,9})\\.\\.(\\d{1,9})");

    private Braces() {}

    /**
     * All names, the last part counting fastest.
     *
     * @throws IllegalArgumentException if braces are not closed, or hold neither a range nor a list
     */
    static List<String> expand(String text) {
        int open = text.indexOf('{');
        if (open < 0) {
            if (text.indexOf('}') >= 0) {
                throw new IllegalArgumentException(
                        shown(text) + " closes a brace that it does not open");
            }
            return List.of(text);
        }
        int close = closing(text, open);
        List<String> rest = expand(text.substring(close + 1));
        List<String> all = new ArrayList<>();
        for (String middle : alternatives(text.substring(open + 1, close))) {
            for (String end : rest) {
                all.add(text.substring(0, open) + middle + end);
                requireFew(all.size());
            }
        }
        return all;
    }

    private static String shown(String text) {
        return PublicName.of(text).shown();
    }

    private static void requireFew(long count) {
        if (count > MOST) {
            throw new IllegalArgumentException(
                    "braces stand for more than %,d names: name fewer".formatted(MOST));
        }
    }

    private static int closing(String text, int open) {
        int depth = 0;
        for (int i = open; i < text.length(); i++) {
            if (text.charAt(i) == '{') {
                depth++;
            } else if (text.charAt(i) == '}' && --depth == 0) {
                return i;
            }
        }
        throw new IllegalArgumentException(shown(text) + " opens a brace that it does not close");
    }

    private static List<String> alternatives(String inside) {
        Matcher range = RANGE.matcher(inside);
        if (range.matches()) {
            return range(range.group(1), range.group(2));
        }
        List<String> parts = split(inside);
        if (parts.size() < 2) {
            throw new IllegalArgumentException(
                    "{%s} is neither a range, as {000..146}, nor a list, as {a,b}"
                            .formatted(shown(inside)));
        }
        return parts.stream().flatMap(part -> expand(part).stream()).toList();
    }

    private static List<String> range(String from, String to) {
        int first = Integer.parseInt(from);
        int last = Integer.parseInt(to);
        requireFew(1L + Math.abs(last - first));
        boolean padded = isPadded(from) || isPadded(to);
        String form = padded ? "%0" + Math.max(from.length(), to.length()) + "d" : "%d";
        List<String> numbers = new ArrayList<>();
        int step = first <= last ? 1 : -1;
        for (int i = first; i != last + step; i += step) {
            numbers.add(String.format(Locale.ROOT, form, i));
        }
        return numbers;
    }

    private static boolean isPadded(String number) {
        return number.length() > 1 && number.startsWith("0");
    }

    /** At the commas that are not within braces. */
    private static List<String> split(String inside) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < inside.length(); i++) {
            char c = inside.charAt(i);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (c == ',' && depth == 0) {
                parts.add(inside.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(inside.substring(start));
        return parts;
    }
}
