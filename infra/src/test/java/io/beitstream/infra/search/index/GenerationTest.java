package io.beitstream.infra.search.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerationTest {
    @TempDir private Path folder;
    private OpenIndex open;

    @BeforeEach
    void open() throws IOException {
        open = new OpenIndex(folder);
    }

    @AfterEach
    void close() throws IOException {
        open.close();
    }

    private void reopen() throws IOException {
        open.close();
        open = new OpenIndex(folder);
    }

    private String attributeOf(String id) throws IOException {
        return open.index.image(id).orElseThrow().attributes().getOrDefault("n", "");
    }

    private boolean put(String id, String n, RecordVersion version) throws IOException {
        return open.put(Records.embedding(id, 1, 0).setAttributes(Map.of("n", n)), version);
    }

    private void assertCounts(long images, long withTokens) throws IOException {
        assertThat(open.index.status().images()).isEqualTo(images);
        assertThat(open.index.status().withTokens()).isEqualTo(withTokens);
    }

    @Test
    void newerRecordTakesTheOldOnesPlace() throws IOException {
        put("a", "old", OpenIndex.at(1));
        assertThat(put("a", "new", OpenIndex.at(2))).isTrue();

        assertThat(attributeOf("a")).isEqualTo("new");
        assertThat(open.index.nearest(new float[] {1, 0}, 9, Map.of())).hasSize(1);
        assertCounts(1, 0);
    }

    @Test
    void olderRecordNeverOverwrites() throws IOException {
        put("a", "new", OpenIndex.at(5));
        assertThat(put("a", "old", OpenIndex.at(4))).isFalse();
        assertThat(put("a", "same", OpenIndex.at(5))).isFalse();
        reopenCommitted();
        assertThat(put("a", "old", OpenIndex.at(4))).isFalse();

        assertThat(attributeOf("a")).isEqualTo("new");
    }

    private void reopenCommitted() throws IOException {
        open.generation.commit();
        reopen();
    }

    @Test
    void recordThatWasNotYetVisibleCountsToo() throws IOException {
        var embedding = Records.embedding("a", 1, 0).build();
        float[] unit = {1, 0};
        assertThat(open.generation.put(embedding, unit, OpenIndex.at(5), 0)).isTrue();
        assertThat(open.generation.put(embedding, unit, OpenIndex.at(4), 0)).isFalse();
        open.generation.refresh();

        assertCounts(1, 0);
    }

    @Test
    void betweenPartitionsTheYoungerIsNewer() throws IOException {
        put("a", "of 0", new RecordVersion(0, 900, 5_000));
        assertThat(put("a", "of 1", new RecordVersion(1, 3, 6_000))).isTrue();
        assertThat(put("a", "late", new RecordVersion(0, 901, 5_500))).isFalse();

        assertThat(attributeOf("a")).isEqualTo("of 1");
    }

    @Test
    void whatWasDeletedIsNotResurrectedByAnOlderRecord() throws IOException {
        put("a", "1", OpenIndex.at(1));
        assertThat(open.delete(Part.IMAGE, "a", OpenIndex.at(3))).isTrue();
        reopenCommitted();
        assertThat(put("a", "2", OpenIndex.at(2))).isFalse();

        assertThat(open.index.image("a")).isEmpty();
        assertThat(open.index.nearest(new float[] {1, 0}, 9, Map.of())).isEmpty();
        assertThat(open.index.newest(9)).isEmpty();
        assertCounts(0, 0);

        assertThat(put("a", "4", OpenIndex.at(4))).isTrue();
        assertThat(attributeOf("a")).isEqualTo("4");
    }

    @Test
    void deletionOfWhatNeverCameIsRemembered() throws IOException {
        open.delete(Part.IMAGE, "a", OpenIndex.at(3));

        assertThat(put("a", "2", OpenIndex.at(2))).isFalse();
        assertCounts(0, 0);
    }

    @Test
    void oldDeletionIsForgotten() throws IOException {
        open.delete(Part.IMAGE, "a", OpenIndex.at(3));
        open.generation.forgetDeleted(OpenIndex.NOW - 1);
        reopenCommitted();
        assertThat(put("a", "2", OpenIndex.at(2))).isFalse();

        open.generation.forgetDeleted(OpenIndex.NOW);
        reopenCommitted();
        assertThat(put("a", "2", OpenIndex.at(2))).isTrue();
    }

    @Test
    void tokensWaitForTheirImage() throws IOException {
        List<Integer> codes = Records.codes(new Random(1));
        open.put(Records.tokens("a", codes), 1);
        assertCounts(0, 0);
        assertThat(open.index.image("a")).isEmpty();
        reopenCommitted();

        put("a", "1", OpenIndex.at(9));

        assertCounts(1, 1);
        var tokens = open.index.image("a").orElseThrow().tokens();
        assertThat(tokens).isNotNull();
        assertThat(tokens.codes()).containsExactly(codes.stream().mapToInt(i -> i).toArray());
        assertThat(tokens.codebookSize()).isEqualTo(512);
    }

    @Test
    void lateTokensJoinTheirImage() throws IOException {
        put("a", "1", OpenIndex.at(9));
        assertCounts(1, 0);

        open.put(Records.tokens("a", Records.codes(new Random(1))), 1);

        assertCounts(1, 1);
        assertThat(open.index.image("a").orElseThrow().tokens()).isNotNull();
        assertThat(open.index.nearest(new float[] {1, 0}, 9, Map.of())).hasSize(1);
    }

    @Test
    void tokensHaveVersionsOfTheirOwn() throws IOException {
        put("a", "1", OpenIndex.at(50));
        List<Integer> newer = Records.codes(new Random(1));
        assertThat(open.put(Records.tokens("a", newer), 3)).isTrue();
        assertThat(open.put(Records.tokens("a", Records.codes(new Random(2))), 2)).isFalse();
        assertCounts(1, 1);

        open.delete(Part.TOKENS, "a", OpenIndex.at(4));
        assertCounts(1, 0);
        assertThat(open.index.image("a").orElseThrow().tokens()).isNull();

        open.put(Records.tokens("a", newer), 5);
        open.delete(Part.IMAGE, "a", OpenIndex.at(51));
        assertCounts(0, 0);
        put("a", "2", OpenIndex.at(52));
        assertCounts(1, 1);
    }

    @Test
    void vectorsOfAnotherKindAreRefused() throws IOException {
        put("a", "1", OpenIndex.at(1));

        assertThatThrownBy(
                        () ->
                                open.put(
                                        Records.embedding("b", 1, 0)
                                                .setModelId(Records.OTHER_MODEL),
                                        2))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> open.put(Records.embedding("b", 1, 0, 0), 2))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void positionsAndDocumentsAreDurableTogetherOrNotAtAll() throws IOException {
        TopicPartition partition = new TopicPartition("t", 0);
        put("a", "1", OpenIndex.at(1));
        open.generation.advance(partition, 2);
        open.generation.commit();
        put("b", "1", OpenIndex.at(2));
        open.generation.advance(partition, 3);

        reopen();

        assertThat(open.generation.positions().next(partition)).hasValue(2);
        assertThat(open.index.image("a")).isPresent();
        assertThat(open.index.image("b")).isEmpty();
        assertCounts(1, 0);
    }

    @Test
    void idsMayBeOfAnyLength() throws IOException {
        String longId = "i".repeat(50_000);
        put(longId, "1", OpenIndex.at(1));
        put(longId + "j", "2", OpenIndex.at(2));

        assertThat(attributeOf(longId)).isEqualTo("1");
        assertThat(attributeOf(longId + "j")).isEqualTo("2");
    }
}
