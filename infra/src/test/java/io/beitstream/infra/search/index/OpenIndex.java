package io.beitstream.infra.search.index;

import io.beitstream.infra.search.ImageIndex;
import io.beitstream.schemas.ImageEmbedding;
import io.beitstream.schemas.TokenSequence;
import java.io.IOException;
import java.nio.file.Path;

/** An index without topics: tests write to it, and see at once what they wrote. */
final class OpenIndex implements AutoCloseable {
    static final long NOW = 10_000;

    final Generation generation;
    final ImageIndex index;

    OpenIndex(Path folder) throws IOException {
        this(folder, GraphOptions.DEFAULTS);
    }

    OpenIndex(Path folder, GraphOptions graph) throws IOException {
        generation = new Generation(folder, graph);
        index = new LuceneImageIndex("test", generation, graph, () -> 0);
    }

    /** A version in partition 0. */
    static RecordVersion at(long offset) {
        return new RecordVersion(0, offset, 1_000 + offset);
    }

    boolean put(ImageEmbedding.Builder embedding, long offset) throws IOException {
        return put(embedding, at(offset));
    }

    boolean put(ImageEmbedding.Builder embedding, RecordVersion version) throws IOException {
        ImageEmbedding built = embedding.build();
        float[] unit = UnitVector.of(built.getVector());
        boolean taken = generation.put(built, unit, version, NOW);
        generation.refresh();
        return taken;
    }

    boolean put(TokenSequence.Builder tokens, long offset) throws IOException {
        boolean taken = generation.put(tokens.build(), at(offset));
        generation.refresh();
        return taken;
    }

    boolean delete(Part part, String id, RecordVersion version) throws IOException {
        boolean taken = generation.delete(part, id, version, NOW);
        generation.refresh();
        return taken;
    }

    @Override
    public void close() throws IOException {
        generation.close();
    }
}
