package io.beitstream.infra.cli;

import io.beitstream.model.inference.EncoderSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The encoders that a command names: one {@code DIR}, or several {@code NAME=DIR}, each with a
 * topic or folder of its own.
 */
record NamedEncoders(List<NamedEncoder> all) {
    private static final Pattern NAMED = Pattern.compile("([a-z0-9][a-z0-9._-]{0,39})=(.+)");

    /**
     * An encoder.
     *
     * @param name empty for one that stands alone
     */
    record NamedEncoder(String name, EncoderSource source) {}

    /**
     * Reads the values of {@code --encoder}.
     *
     * @throws IllegalArgumentException if several are not told apart
     */
    static NamedEncoders of(List<String> values) {
        List<NamedEncoder> encoders = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (String value : values) {
            Matcher named = NAMED.matcher(value);
            NamedEncoder encoder =
                    named.matches()
                            ? new NamedEncoder(named.group(1), new EncoderSource(named.group(2)))
                            : new NamedEncoder("", new EncoderSource(value));
            if (values.size() > 1 && encoder.name().isEmpty()) {
                throw new IllegalArgumentException(
                        "several encoders need names: --encoder NAME=%s, with a NAME of small letters, digits, '.', '_' and '-'"
                                .formatted(value));
            }
            if (!names.add(encoder.name())) {
                throw new IllegalArgumentException(
                        "two encoders are called '%s': give each a name of its own"
                                .formatted(encoder.name()));
            }
            encoders.add(encoder);
        }
        return new NamedEncoders(encoders);
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    List<String> names() {
        return all.stream().map(NamedEncoder::name).toList();
    }
}
