package io.beitstream.model.conversion;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A name of tensors, with {@code {i}} for a number; a prefix, if it ends in a dot. */
final class NamePattern {
    private static final String NUMBER = "{i}";

    private final String text;
    private final Pattern pattern;

    NamePattern(String text) {
        this.text = text;
        int at = text.indexOf(NUMBER);
        String before = at < 0 ? text : text.substring(0, at);
        String after = at < 0 ? "" : text.substring(at + NUMBER.length());
        this.pattern =
                Pattern.compile(
                        Pattern.quote(before)
                                + (at < 0 ? "()" : "(\\d{1,3})")
                                + Pattern.quote(after)
                                + (text.endsWith(".") ? "(.+)" : "()"));
    }

    /** What a name has in place of the number and after the prefix; null if it does not fit. */
    @Nullable Match match(String name) {
        Matcher matcher = pattern.matcher(name);
        return matcher.matches() ? new Match(matcher.group(1), matcher.group(2)) : null;
    }

    /** The name with these in their places. */
    String name(Match match) {
        return text.replace(NUMBER, match.number()) + match.rest();
    }

    /** What a name fills a pattern with. */
    record Match(String number, String rest) {}
}
