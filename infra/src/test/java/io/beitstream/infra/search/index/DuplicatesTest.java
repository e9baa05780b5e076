package io.beitstream.infra.search.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DuplicatesTest {
    private static final List<Integer> CODES = Records.codes(new Random(1));

    @TempDir private Path folder;
    private OpenIndex open;
    private long offset;

    @BeforeEach
    void open() throws IOException {
        open = new OpenIndex(folder);
        put("original", CODES, 1, 0);
    }

    @AfterEach
    void close() throws IOException {
        open.close();
    }

    private void put(String id, List<Integer> codes, float... vector) throws IOException {
        open.put(Records.embedding(id, vector), offset++);
        open.put(Records.tokens(id, codes), offset++);
    }

    private List<String> duplicates() throws IOException {
        return open.index.duplicates("original", 10).stream().map(hit -> hit.image().id()).toList();
    }

    @Test
    void copiesAreFoundBestFirst() throws IOException {
        put("near", CODES, 1, 0.2f);
        put("nearer", CODES, 1, 0.1f);
        put("another", Records.codes(new Random(2)), 1, 0.1f);

        assertThat(duplicates()).containsExactly("nearer", "near");
        assertThat(open.index.duplicates("original", 1)).hasSize(1);
    }

    @Test
    void likeTokensWithAnUnlikeVectorAreNoCopy() throws IOException {
        put("turned", CODES, 1, 0.5f);

        assertThat(duplicates()).isEmpty();
    }

    @Test
    void tokensThatMovedByOnePlaceAreAlike() throws IOException {
        List<Integer> moved = new ArrayList<>(CODES);
        Collections.rotate(moved, 1);
        put("moved", moved, 1, 0);
        List<Integer> mixed = new ArrayList<>(CODES);
        Collections.shuffle(mixed, new Random(3));
        put("mixed", mixed, 1, 0);

        assertThat(duplicates()).containsExactly("moved");
    }

    @Test
    void codesOfAnotherTokenizerDoNotCompare() throws IOException {
        open.put(Records.embedding("other", 1, 0), offset++);
        open.put(Records.tokens("other", CODES).setModelId("tokenizer@dddddddddddd"), offset++);

        assertThat(duplicates()).isEmpty();
    }

    @Test
    void anImageWithoutTokensHasNoCopiesAndIsNone() throws IOException {
        open.put(Records.embedding("bare", 1, 0), offset++);
        open.put(Records.tokens("waiting", CODES), offset++);
        put("deleted", CODES, 1, 0);
        open.delete(Part.IMAGE, "deleted", OpenIndex.at(offset));

        assertThat(duplicates()).isEmpty();
        assertThat(open.index.duplicates("bare", 10)).isEmpty();
        assertThat(open.index.duplicates("unknown", 10)).isEmpty();
    }

    @Test
    void hashesAreTheSameInEveryProcess() {
        assertThat(new MinHash(2, 2).terms(new long[] {1, 2, 3}, "model"))
                .extracting(Object::toString)
                .containsExactly("[d1 4c 51 15 26 e3 46 7f]", "[2a 58 43 e5 ac a9 b1 d9]");
    }

    @Test
    void setsAreComparedByWhatTheyShare() {
        assertThat(TokenSet.shared(new long[] {1, 2, 3}, new long[] {2, 3, 4})).isEqualTo(0.5);
        assertThat(TokenSet.shared(new long[] {1}, new long[] {2})).isZero();
        assertThat(TokenSet.shared(new long[0], new long[0])).isZero();
    }
}
