package io.beitstream.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.model.image.RgbImage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AtlasCollectorTest {
    @Test
    void aPatchIsCutWhereItsCodeStands() {
        byte[] pixels = new byte[4 * 4 * 3];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) i;
        }
        AtlasCollector collector = new AtlasCollector(4, 2, 9);
        collector.add(new RgbImage(4, 4, pixels), new int[] {0, 3, 1, 3});

        CodebookAtlas atlas = collector.atlas(1);

        assertThat(atlas.images()).isEqualTo(1);
        assertThat(atlas.undecodable()).isEqualTo(1);
        assertThat(atlas.hits().of(3)).isEqualTo(2);
        assertThat(atlas.patches().get(2)).isEmpty();
        assertThat(atlas.patches().get(1))
                .containsExactly(new byte[] {24, 25, 26, 27, 28, 29, 36, 37, 38, 39, 40, 41});
        assertThat(atlas.patches().get(3).get(0))
                .containsExactly(6, 7, 8, 9, 10, 11, 18, 19, 20, 21, 22, 23);
    }

    @Test
    void examplesAreDrawnEvenlyFromAllThatCame() {
        AtlasCollector collector = new AtlasCollector(40, 1, 3);
        byte[] pixels = new byte[3 * 400];
        int[] codes = new int[400];
        for (int i = 0; i < 400; i++) {
            codes[i] = i % 40;
            pixels[3 * i] = (byte) (i / 40); // which of its code's ten patches it is
        }
        collector.add(new RgbImage(400, 1, pixels), codes);
        int[] drawn = new int[10];
        collector.atlas(0).patches().forEach(kept -> kept.forEach(patch -> drawn[patch[0]]++));

        assertThat(IntStream.of(drawn).sum()).isEqualTo(120);
        // 40 codes keep 3 of 10 each: 12 of every place on average, with a deviation of 2.9.
        assertThat(IntStream.of(drawn).boxed())
                .allSatisfy(times -> assertThat(times).isBetween(3, 23));
    }
}
