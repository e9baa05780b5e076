package io.beitstream.infra.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.schemas.Stage;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LetterIndexTest {
    private static final long LATER = 4_000_000_000_000L;

    private final LetterIndex index = new LetterIndex(LetterFilter.ALL);

    private static StoredLetter at(int part, long offset, long time, String id) {
        return new StoredLetter(
                new Position(part, offset),
                LetterKey.of(id),
                time,
                List.of(),
                Letters.truncated(id).build());
    }

    @Test
    void theLaterLetterOfAPartCountsWhateverItsTime() {
        index.letter(at(0, 1, LATER, "a"));
        index.letter(at(0, 2, 0, "a"));

        assertThat(index.open()).extracting(l -> l.position().offset()).containsExactly(2L);
    }

    @Test
    void theYoungerLetterOfSeveralPartsCountsInWhateverOrderTheyAreRead() {
        index.letter(at(0, 9, LATER, "a"));
        index.letter(at(1, 1, 0, "a"));

        assertThat(index.open())
                .extracting(LetterFacts::position)
                .containsExactly(new Position(0, 9));
        assertThat(index.parts(index.open().get(0))).isEqualTo(Set.of(0, 1));
    }

    @Test
    void aTombstoneEndsALetterAndALaterLetterIsOpenAgain() {
        index.letter(at(0, 1, 0, "a"));
        index.tombstone(LetterKey.of("a"), new Position(0, 2), 0);
        assertThat(index.open()).isEmpty();

        index.letter(at(0, 3, 0, "a"));
        assertThat(index.open()).extracting(LetterFacts::id).containsExactly("a");
    }

    @Test
    void anOlderLetterDoesNotStandInForANewerOneThatIsNotMeant() {
        LetterIndex fetch =
                new LetterIndex(
                        new LetterFilter(
                                Set.of(Stage.FETCH), List.of(), null, null, List.of(), List.of()));
        fetch.letter(
                Letters.stored(
                        Letters.letter("a", Stage.FETCH, "http-503", "2026-11-01T10:00:00Z"), 0));
        fetch.letter(Letters.stored(Letters.truncated("a"), 1));

        assertThat(fetch.open()).isEmpty();
    }

    @Test
    void aNewerRecordUnderWayLeavesTheLetterUnsettled() {
        index.letter(at(0, 1, 0, "a"));
        index.letter(at(0, 2, 0, "b"));
        index.newer(LetterKey.of("a"));
        index.newer(LetterKey.of("never seen"));

        assertThat(index.isUnsettled(LetterKey.of("a"))).isTrue();
        assertThat(index.isUnsettled(LetterKey.of("b"))).isFalse();
        assertThat(index.open()).hasSize(2);
    }
}
