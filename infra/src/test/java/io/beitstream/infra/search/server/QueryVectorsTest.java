package io.beitstream.infra.search.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beitstream.infra.search.IndexStatus;
import org.junit.jupiter.api.Test;

class QueryVectorsTest {
    private static final String MODEL = ColorEncoder.ID.toString();
    private static final int DIMENSION = ColorEncoder.DIMENSION;
    private final ColorEncoder encoder = new ColorEncoder();
    private final String pixels = encoder.preprocessing().id();
    private final QueryVectors vectors =
            new QueryVectors(new Towers(encoder, new ColorWords()), SearchServerOptions.DEFAULTS);

    private static IndexStatus index(String model, String preprocessing, int dimension) {
        return new IndexStatus("photos", model, preprocessing, dimension, 1, 1, 0);
    }

    @Test
    void anEmptyIndexTakesAnyModel() {
        assertThat(vectors.pictures(index("", "", 0))).isEqualTo(Ability.YES);
        assertThat(vectors.words(index("", "", 0))).isEqualTo(Ability.YES);
    }

    @Test
    void imagesThatWereTurnedUprightCompare() {
        assertThat(vectors.pictures(index(MODEL, pixels + "-upright", DIMENSION)))
                .isEqualTo(Ability.YES);
    }

    @Test
    void whatDoesNotCompareIsSaid() {
        assertThat(vectors.pictures(index("other@0123456789ab", pixels, DIMENSION)).reason())
                .contains("other@0123456789ab", MODEL);
        assertThat(vectors.words(index("other@0123456789ab", pixels, DIMENSION)).reason())
                .contains("text encoder");
        assertThat(vectors.pictures(index(MODEL, pixels, 7)).reason()).contains("7 numbers");
        assertThat(vectors.pictures(index(MODEL, "rgb8-bicubic9-crop9", DIMENSION)).reason())
                .contains("rgb8-bicubic9-crop9");
    }

    @Test
    void whatDoesNotCompareIsRefused() {
        byte[] picture = Gallery.painted().get(0).bytes();

        assertThatThrownBy(() -> vectors.ofPicture(picture, index("other@0123456789ab", "", 9)))
                .isInstanceOfSatisfying(
                        RequestRefusedException.class, e -> assertThat(e.status()).isEqualTo(409));
    }
}
