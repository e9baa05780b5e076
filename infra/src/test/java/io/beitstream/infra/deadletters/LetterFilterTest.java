package io.beitstream.infra.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.schemas.Stage;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LetterFilterTest {
    private static final StoredLetter LETTER = Letters.stored(Letters.truncated("a.jpg"), 0);

    private static List<Wildcard> words(String... words) {
        return List.of(words).stream().map(Wildcard::new).toList();
    }

    @Test
    void nothingSaidMeansEveryLetter() {
        assertThat(LetterFilter.ALL.matches(LETTER)).isTrue();
    }

    @Test
    void timesIncludeTheBeginningAndExcludeTheEnd() {
        Instant ten = Instant.parse("2026-11-01T10:00:00Z");

        assertThat(between(ten, null).matches(LETTER)).isTrue();
        assertThat(between(ten.plusMillis(1), null).matches(LETTER)).isFalse();
        assertThat(between(null, ten).matches(LETTER)).isFalse();
        assertThat(between(null, ten.plusMillis(1)).matches(LETTER)).isTrue();
    }

    private static LetterFilter between(Instant since, Instant until) {
        return new LetterFilter(Set.of(), List.of(), since, until, List.of(), List.of());
    }

    @Test
    void everyConditionMustHold() {
        LetterFilter all =
                new LetterFilter(
                        Set.of(Stage.DECODE),
                        words("http-*", "image-*"),
                        null,
                        null,
                        words("*.jpg"),
                        words("tiny@*"));
        LetterFilter otherModel =
                new LetterFilter(
                        Set.of(Stage.DECODE), List.of(), null, null, List.of(), words("base@*"));

        assertThat(all.matches(LETTER)).isTrue();
        assertThat(otherModel.matches(LETTER)).isFalse();
    }

    @Test
    void aLetterWithoutImageIdIsFoundByItsKey() {
        StoredLetter keyed = Letters.stored(Letters.truncated("k").setImageId(null), 0);
        StoredLetter placed =
                Letters.stored(Letters.truncated("k").setImageId(null).setOriginalKey(null), 0);

        assertThat(LetterFilter.ofId("k").matches(keyed)).isTrue();
        assertThat(LetterFilter.ofId("images-0@3").matches(placed)).isTrue();
    }
}
