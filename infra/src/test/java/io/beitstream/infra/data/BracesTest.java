package io.beitstream.infra.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BracesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "train.tar|train.tar",
                "t-{0..2}.tar|t-0.tar t-1.tar t-2.tar",
                "t-{008..011}.tar|t-008.tar t-009.tar t-010.tar t-011.tar",
                "t-{8..10}.tar|t-8.tar t-9.tar t-10.tar",
                "{2..1}|2 1",
                "{a,b}/{0..1}.tar|a/0.tar a/1.tar b/0.tar b/1.tar",
                "{x{1..2},y}.tar|x1.tar x2.tar y.tar"
            })
    void bracesStandForManyNames(String text, String names) {
        assertThat(Braces.expand(text)).isEqualTo(List.of(names.split(" ")));
    }

    @Test
    void imageNetHas147Shards() {
        assertThat(Braces.expand("https://host/train-{000000..000146}.tar"))
                .hasSize(147)
                .startsWith("https://host/train-000000.tar")
                .endsWith("https://host/train-000146.tar");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "t-{0..2.tar|opens a brace that it does not close",
                "t-0..2}.tar|closes a brace that it does not open",
                "t-{a..c}.tar|{a..c} is neither a range, as {000..146}, nor a list",
                "t-{0..999999999}.tar|more than 1,000,000 names",
                "{0..999}{0..999}{0..9}|more than 1,000,000 names"
            })
    void whatCannotBeMeantIsRefused(String text, String message) {
        assertThatThrownBy(() -> Braces.expand(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
