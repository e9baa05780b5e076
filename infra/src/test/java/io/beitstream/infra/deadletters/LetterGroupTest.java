package io.beitstream.infra.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.schemas.Stage;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;

class LetterGroupTest {
    @Test
    void lettersOfOneStageAndCauseAreOneLine() {
        RecordHeader twice = new RecordHeader(StoredLetter.ATTEMPTS_HEADER, new byte[] {'2'});
        List<LetterFacts> letters =
                List.of(
                        LetterFacts.of(Letters.stored(Letters.truncated("a"), 0)),
                        LetterFacts.of(
                                Letters.stored(
                                        Letters.letter(
                                                "b",
                                                Stage.DECODE,
                                                "image-truncated",
                                                "2026-11-01T11:00:00Z"),
                                        1,
                                        twice)),
                        LetterFacts.of(
                                Letters.stored(
                                        Letters.letter(
                                                "c\u001b[2J",
                                                Stage.FETCH,
                                                "http-503",
                                                "2026-11-01T12:00:00Z"),
                                        2)));

        assertThat(LetterTables.groups(LetterGroup.of(letters)))
                .containsExactly(
                        "STAGE   CAUSE            LETTERS  OLDEST                NEWEST                REPLAYED  EXAMPLE",
                        "FETCH   http-503         1        2026-11-01T12:00:00Z  2026-11-01T12:00:00Z  0         0x631b5b324a",
                        "DECODE  image-truncated  2        2026-11-01T10:00:00Z  2026-11-01T11:00:00Z  0-2       b");
    }
}
