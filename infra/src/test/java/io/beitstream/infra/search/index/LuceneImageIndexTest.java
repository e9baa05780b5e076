package io.beitstream.infra.search.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.beitstream.infra.search.Hit;
import io.beitstream.infra.search.IndexStatus;
import io.beitstream.infra.search.IndexedImage;
import io.beitstream.schemas.Provenance;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LuceneImageIndexTest {
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

    private List<String> nearest(float[] vector, int count, Map<String, String> attributes)
            throws IOException {
        return open.index.nearest(vector, count, attributes).stream()
                .map(hit -> hit.image().id())
                .toList();
    }

    @Test
    void theNearestAreFoundByCosineBestFirst() throws IOException {
        open.put(Records.embedding("east", 2, 0), 1);
        open.put(Records.embedding("north-east", 1, 1), 2);
        open.put(Records.embedding("west", -5, 0), 3);

        List<Hit> hits = open.index.nearest(new float[] {0.5f, 0}, 3, Map.of());

        assertThat(hits)
                .extracting(hit -> hit.image().id())
                .containsExactly("east", "north-east", "west");
        assertThat(hits.get(0).similarity()).isEqualTo(1, within(1e-6));
        assertThat(hits.get(1).similarity()).isEqualTo(Math.sqrt(0.5), within(1e-6));
        assertThat(hits.get(2).similarity()).isEqualTo(-1, within(1e-6));
        assertThat(open.index.vector("west").orElseThrow()).containsExactly(-1, 0);
    }

    @Test
    void onlyImagesWithAllAttributesAreFound() throws IOException {
        String longValue = "x".repeat(40_000);
        open.put(Records.embedding("a", 1, 0).setAttributes(Map.of("k", "v", "l", "w")), 1);
        open.put(Records.embedding("b", 1, 0).setAttributes(Map.of("k", "v")), 2);
        open.put(Records.embedding("c", 1, 0).setAttributes(Map.of("k", longValue)), 3);

        float[] query = {1, 0};
        assertThat(nearest(query, 9, Map.of("k", "v"))).containsExactlyInAnyOrder("a", "b");
        assertThat(nearest(query, 9, Map.of("k", "v", "l", "w"))).containsExactly("a");
        assertThat(nearest(query, 9, Map.of("k", longValue))).containsExactly("c");
        assertThat(nearest(query, 9, Map.of("k", "V"))).isEmpty();
        assertThat(nearest(query, 9, Map.of("kv", ""))).isEmpty();
    }

    @Test
    void anImageTellsWhereItIsFrom() throws IOException {
        open.put(Records.embedding("a", 1, 0).setAttributes(Map.of("k", "v")), 1);

        IndexedImage image = open.index.image("a").orElseThrow();

        assertThat(image)
                .isEqualTo(
                        new IndexedImage(
                                "a", "images", 1, 7, 2_000, OpenIndex.NOW, Map.of("k", "v"), null));
        assertThat(open.index.image("b")).isEmpty();
        assertThat(open.index.vector("b")).isEmpty();
    }

    @Test
    void theEventTimeIsToldWhereItIsKnown() throws IOException {
        var embedding = Records.embedding("a", 1, 0);
        embedding.setProvenance(
                Provenance.newBuilder(embedding.getProvenance())
                        .setEventTime(Instant.ofEpochMilli(1_500))
                        .build());
        open.put(embedding, 1);

        assertThat(open.index.image("a").orElseThrow().eventTimeMillis()).isEqualTo(1_500);
    }

    @Test
    void theNewestAreThoseThatCameInLast() throws IOException {
        for (int i = 0; i < 9; i++) {
            open.put(Records.embedding("i" + i, 1, i), i);
        }
        open.put(Records.embedding("i4", 1, 1), 20);
        open.put(Records.tokens("i0", Records.codes(new Random(1))), 1);

        assertThat(open.index.newest(3))
                .extracting(IndexedImage::id)
                .containsExactly("i4", "i8", "i7");
        assertThat(open.index.newest(99)).hasSize(9);
    }

    @Test
    void vectorsOf4096DimensionsAreIndexedAndReadBack() throws IOException {
        Random random = new Random(3);
        float[] vector = Records.vector(random, 4096);
        open.put(Records.embedding("a", vector), 1);
        open.put(Records.embedding("b", Records.vector(random, 4096)), 2);
        open.generation.commit();
        open.close();

        open = new OpenIndex(folder);

        assertThat(nearest(vector, 1, Map.of())).containsExactly("a");
        assertThat(open.index.status().dimension()).isEqualTo(4096);
    }

    @Test
    void anEmptyIndexHasNoModelAndFindsNothing() throws IOException {
        assertThat(open.index.status()).isEqualTo(new IndexStatus("test", "", "", 0, 0, 0, 0));
        assertThat(open.index.nearest(new float[] {1}, 5, Map.of())).isEmpty();
        assertThat(open.index.newest(5)).isEmpty();
        assertThat(open.index.duplicates("a", 5)).isEmpty();
    }

    @Test
    void aQueryThatCannotBeAnsweredIsRefused() throws IOException {
        open.put(Records.embedding("a", 1, 0), 1);

        assertThatThrownBy(() -> open.index.nearest(new float[] {1, 0, 0}, 1, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3 dimensions", "2");
        assertThatThrownBy(() -> open.index.nearest(new float[] {Float.NaN, 0}, 1, Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> open.index.nearest(new float[] {0, 0}, 1, Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> open.index.nearest(new float[] {1, 0}, 0, Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
