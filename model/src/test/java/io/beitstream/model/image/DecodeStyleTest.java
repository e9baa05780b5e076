package io.beitstream.model.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecodeStyleTest {
    @ParameterizedTest
    @CsvSource({
        "false, exact, rgb8-bicubic73-crop64",
        "true, exact, rgb8-bicubic73-crop64-upright",
        "false, fast, rgb8-bicubic73-crop64-fast",
        "true, fast, rgb8-bicubic73-crop64-upright-fast"
    })
    void theIdTellsTheStyle(boolean upright, String name, String id) {
        DecodeStyle style = DecodeStyle.of(upright, name);

        assertThat(style.id(Preprocessing.ofInputSize(64))).isEqualTo(id);
        assertThat(DecodeStyle.ofId(id)).isEqualTo(style);
    }

    @Test
    void anUnknownNameIsRefusedWithThoseThereAre() {
        assertThatThrownBy(() -> DecodeStyle.of(false, "quick"))
                .hasMessage("there is no decoding 'quick': use exact or fast");
    }
}
