package io.beitstream.infra.atlas;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.model.evaluation.AtlasCollector;
import io.beitstream.model.evaluation.CodebookAtlas;
import io.beitstream.model.image.RgbImage;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class AtlasCardsTest {
    private static final Pattern CARD = Pattern.compile("<article.*?</article>");

    /** Five codes on a circle, 0 to 4. */
    private static final float[] VECTORS = {1, 0, 0.8f, 0.6f, 0, 1, -1, 0, 0, -1};

    @Test
    void theMostFrequentCodesComeFirstAndLinkToCardsAlone() throws Exception {
        AtlasCards cards = AtlasCards.ofMostUsed(atlas(4, 1, 1, 2, 1, 2, 4, 1), VECTORS, 2);

        assertThat(cards.used()).isEqualTo(3);
        assertThat(cards.count()).isEqualTo(2);
        assertThat(CARD.matcher(cards.html()).results().map(MatchResult::group))
                .satisfiesExactly(
                        first ->
                                assertThat(first)
                                        .contains(
                                                "id=\"c1\" data-hits=\"4\"",
                                                "50.00 %",
                                                "near <span title=\"cosine 0.80\">0</span>",
                                                "<a href=\"#c2\" title=\"cosine 0.60\">2</a>"),
                        second -> assertThat(second).contains("id=\"c2\" data-hits=\"2\""));
        assertThat(cards.style()).startsWith(".s{width:128px;height:96px;");
    }

    @Test
    void everyCodeHasACardOfItsNumber() {
        AtlasCards cards = AtlasCards.ofAll(atlas(4, 1), VECTORS);

        assertThat(CARD.matcher(cards.html()).results().map(MatchResult::group))
                .hasSize(5)
                .first()
                .asString()
                .contains("class=\"code unused\" id=\"c0\" data-hits=\"0\"", "href=\"#c1\"");
    }

    @Test
    void digitsAreThoseOfAddressesWhateverTheLanguage() {
        AtlasCards cards = AtlasCards.ofAll(atlas(4, 1), VECTORS);
        String usual = cards.html();
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(cards.html()).isEqualTo(usual);
        } finally {
            Locale.setDefault(before);
        }
    }

    /** Of one image whose patches are a pixel. */
    private static CodebookAtlas atlas(int... codes) {
        AtlasCollector collector = new AtlasCollector(5, 1, AtlasCards.patches());
        collector.add(new RgbImage(codes.length, 1, new byte[3 * codes.length]), codes);
        return collector.atlas(0);
    }
}
