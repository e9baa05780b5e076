package io.beitstream.infra.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WildcardTest {
    @ParameterizedTest
    @CsvSource({
        "http-503, http-503, true",
        "http-503, http-5031, false",
        "http-*, http-503, true",
        "http-*, image-http-503, false",
        "*-503, http-503, true",
        "a*c*e, abcde, true",
        "a*c*e, abde, false",
        "*, anything, true",
        "a.c, abc, false",
        "a(b, a(b, true"
    })
    void aStarStandsForAnyCharacters(String wildcard, String word, boolean matches) {
        assertThat(new Wildcard(wildcard).matches(word)).isEqualTo(matches);
    }

    @Test
    void aLiteralStarStandsForItself() {
        assertThat(Wildcard.literal("a*").matches("a*")).isTrue();
        assertThat(Wildcard.literal("a*").matches("ab")).isFalse();
    }
}
