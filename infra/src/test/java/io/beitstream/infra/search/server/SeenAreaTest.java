package io.beitstream.infra.search.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.image.ResampleFilter;
import org.junit.jupiter.api.Test;

class SeenAreaTest {
    @Test
    void theCentreIsSeenOfWhatIsCropped() {
        assertThat(SeenArea.of(Preprocessing.ofInputSize(224).id()))
                .isEqualTo(new SeenArea(false, 0.875));
        assertThat(SeenArea.of("rgb8-bicubic256-crop224-upright"))
                .isEqualTo(new SeenArea(false, 0.875));
    }

    @Test
    void allIsSeenOfWhatIsDrawnIntoASquare() {
        String id = Preprocessing.ofSquare(384, ResampleFilter.BICUBIC).withStatistics("clip").id();

        assertThat(SeenArea.of(id)).isEqualTo(new SeenArea(true, 1));
    }

    @Test
    void nothingIsKnownOfOtherPreprocessings() {
        assertThat(SeenArea.of("")).isEqualTo(new SeenArea(false, 1));
        assertThat(SeenArea.of("rgb8-bicubic0-crop0")).isEqualTo(new SeenArea(false, 1));
        assertThat(SeenArea.of("another")).isEqualTo(new SeenArea(false, 1));
    }
}
