package io.beitstream.infra.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beitstream.model.inference.EncoderSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class NamedEncodersTest {
    @Test
    void oneNeedsNoNameAndMayHaveOne() {
        assertThat(NamedEncoders.of(List.of("models/e")).names()).containsExactly("");
        assertThat(NamedEncoders.of(List.of("clip=models/c")).all())
                .containsExactly(
                        new NamedEncoders.NamedEncoder("clip", new EncoderSource("models/c")));
        assertThat(NamedEncoders.of(List.of("/data/a=b")).all())
                .containsExactly(
                        new NamedEncoders.NamedEncoder("", new EncoderSource("/data/a=b")));
    }

    @Test
    void severalAreToldApart() {
        assertThat(NamedEncoders.of(List.of("a=x", "b=y")).names()).containsExactly("a", "b");
        assertThatThrownBy(() -> NamedEncoders.of(List.of("x", "b=y")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--encoder NAME=x");
        assertThatThrownBy(() -> NamedEncoders.of(List.of("a=x", "a=y")))
                .hasMessageContaining("two encoders are called 'a'");
    }
}
