package io.beitstream.model.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class MaskingGeneratorTest {
    @Test
    void everyMaskHidesExactlyItsNumber() {
        Random random = new Random(1);
        for (int masked : new int[] {0, 1, 15, 75, 195, 196}) {
            MaskingGenerator generator = new MaskingGenerator(14, 14, masked, 16, 75, 0.3);
            for (int i = 0; i < 200; i++) {
                assertThat(count(generator.draw(random))).isEqualTo(masked);
            }
        }
    }

    @Test
    void equalSeedsGiveEqualMasks() {
        MaskingGenerator generator = MaskingGenerator.published();

        assertThat(generator.draw(new Random(3))).isEqualTo(generator.draw(new Random(3)));
        assertThat(generator.draw(new Random(3))).isNotEqualTo(generator.draw(new Random(4)));
    }

    @Test
    void aMaskLargerThanTheGridIsRefused() {
        assertThatThrownBy(() -> new MaskingGenerator(2, 2, 5, 1, 4, 0.3))
                .hasMessageContaining("cannot mask 5 of 2 x 2");
    }

    private static int count(boolean[] mask) {
        int count = 0;
        for (boolean hidden : mask) {
            count += hidden ? 1 : 0;
        }
        return count;
    }
}
