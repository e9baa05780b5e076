package io.beitstream.model.layers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WindowTest {
    @Test
    void squareIndexIsTheOfficialOne() {
        assertThat(new Window(2, 2).relativePositionIndex().toLongs())
                .containsExactly(
                        11, 9, 9, 9, 9, 10, 4, 3, 1, 0, 10, 5, 4, 2, 1, 10, 7, 6, 4, 3, 10, 8, 7, 5,
                        4);
    }

    @Test
    void oblongIndexIsTheOfficialOne() {
        long[] index = new Window(2, 3).relativePositionIndex().toLongs();

        assertThat(index).hasSize(49).startsWith(17, 15, 15, 15, 15, 15, 15, 16, 7, 6, 5, 2, 1, 0);
        assertThat(index).endsWith(16, 13, 12, 11, 8, 7, 6, 16, 14, 13, 12, 9, 8, 7);
    }

    @Test
    void publishedSizeHas732Rows() {
        Window window = new Window(14, 14);
        long[] index = window.relativePositionIndex().toLongs();

        assertThat(window.tableRows()).isEqualTo(732);
        assertThat(index[0]).isEqualTo(731);
        assertThat(index[1]).isEqualTo(729);
        assertThat(index[197]).isEqualTo(730);
        assertThat(index[197 + 1]).isEqualTo(364);
        assertThat(index[197 + 196]).isEqualTo(0);
        assertThat(index[196 * 197 + 1]).isEqualTo(728);
    }
}
