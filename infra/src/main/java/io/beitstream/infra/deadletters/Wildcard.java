package io.beitstream.infra.deadletters;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A word in which each {@code *} stands for any characters, or none. */
public final class Wildcard {
    private final String text;
    private final Pattern pattern;

    public Wildcard(String text) {
        this(
                text,
                Arrays.stream(text.split("\\*+", -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".*")));
    }

    private Wildcard(String text, String expression) {
        this.text = text;
        this.pattern = Pattern.compile(expression, Pattern.DOTALL);
    }

    /** A word in which {@code *} stands for itself. */
    static Wildcard literal(String text) {
        return new Wildcard(text, Pattern.quote(text));
    }

    /** Whether all of a word is as this one. */
    public boolean matches(String word) {
        return pattern.matcher(word).matches();
    }

    @Override
    public String toString() {
        return text;
    }
}
