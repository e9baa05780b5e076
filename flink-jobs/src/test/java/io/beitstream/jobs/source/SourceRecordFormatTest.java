package io.beitstream.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beitstream.jobs.pipeline.outcome.RecordHeader;
import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SourceRecordFormatTest {
    @Test
    void whatIsWrittenIsRead() throws Exception {
        SourceRecord record =
                new SourceRecord(
                        "images \u00fc",
                        3,
                        1L << 40,
                        1_700_000_000_000L,
                        new byte[] {1, -1},
                        new byte[] {2},
                        List.of(
                                new RecordHeader("trace", new byte[] {7}),
                                new RecordHeader("empty", new byte[0]),
                                new RecordHeader("none", null)));

        SourceRecord again = SourceRecordFormat.read(SourceRecordFormat.write(record));

        assertThat(again).usingRecursiveComparison().isEqualTo(record);
    }

    @Test
    void keysAndValuesThatAreNotThereStayAway() throws Exception {
        SourceRecord record = new SourceRecord("folder", -1, -1, 0, null, null);

        SourceRecord again = SourceRecordFormat.read(SourceRecordFormat.write(record));

        assertThat(again).usingRecursiveComparison().isEqualTo(record);
    }

    @Test
    void aNewerVersionIsNotGuessedAt() throws Exception {
        byte[] bytes = SourceRecordFormat.write(new SourceRecord("t", 0, 0, 0, null, null));
        bytes[0] = 2;

        assertThatThrownBy(() -> SourceRecordFormat.read(bytes))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("version 2")
                .hasMessageContaining("use a newer one");
    }
}
