package io.beitstream.infra.search.index;

import io.beitstream.infra.search.Hit;
import io.beitstream.infra.search.ImageIndex;
import io.beitstream.infra.search.IndexStatus;
import io.beitstream.infra.search.IndexedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongSupplier;
import org.apache.lucene.document.LongField;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortedNumericSelector;
import org.apache.lucene.search.TermQuery;
import org.jspecify.annotations.Nullable;

/** An index whose images lie in Lucene, in one generation at a time. */
public final class LuceneImageIndex implements ImageIndex {
    private static final Sort NEWEST_FIRST =
            new Sort(
                    LongField.newSortField(
                            PartDocument.SEQUENCE, true, SortedNumericSelector.Type.MAX));

    private final String name;
    private final GraphOptions graph;
    private final LongSupplier lag;
    private final ReadWriteLock switching = new ReentrantReadWriteLock();
    private Generation serving;

    /**
     * @param lag how many records are yet to be read
     */
    LuceneImageIndex(String name, Generation serving, GraphOptions graph, LongSupplier lag) {
        this.name = name;
        this.serving = serving;
        this.graph = graph;
        this.lag = lag;
    }

    /** Answers from another generation from now on; nobody searches the one before any more. */
    void serve(Generation next) {
        switching.writeLock().lock();
        try {
            serving = next;
        } finally {
            switching.writeLock().unlock();
        }
    }

    private interface Question<T> {
        T ask(Generation generation) throws IOException;
    }

    private <T> T ask(Question<T> question) throws IOException {
        switching.readLock().lock();
        try {
            return question.ask(serving);
        } finally {
            switching.readLock().unlock();
        }
    }

    @Override
    public IndexStatus status() throws IOException {
        Generation.Extent extent = ask(Generation::visible);
        VectorKind kind = extent.kind();
        return new IndexStatus(
                name,
                kind == null ? "" : kind.modelId(),
                kind == null ? "" : kind.preprocessingId(),
                kind == null ? 0 : kind.dimension(),
                extent.images(),
                extent.withTokens(),
                lag.getAsLong());
    }

    @Override
    public Optional<IndexedImage> image(String id) throws IOException {
        return search(
                searcher -> {
                    Optional<PartLookup.Place> place =
                            PartLookup.live(searcher.getIndexReader(), Part.IMAGE, id);
                    return place.isEmpty()
                            ? Optional.empty()
                            : Optional.of(StoredPart.image(searcher.getIndexReader(), place.get()));
                });
    }

    @Override
    public Optional<float[]> vector(String id) throws IOException {
        return search(
                searcher -> {
                    Optional<PartLookup.Place> place =
                            PartLookup.live(searcher.getIndexReader(), Part.IMAGE, id);
                    return place.isEmpty()
                            ? Optional.empty()
                            : Optional.of(StoredPart.vector(place.get()));
                });
    }

    @Override
    public List<Hit> nearest(float[] vector, int count, Map<String, String> attributes)
            throws IOException {
        float[] unit = UnitVector.of(vector);
        requirePositive(count);
        return ask(
                generation -> {
                    requireDimension(generation.visible().kind(), unit.length);
                    return generation.search(
                            searcher -> nearest(searcher, unit, count, attributes));
                });
    }

    private static void requireDimension(@Nullable VectorKind kind, int dimension) {
        if (kind != null && kind.dimension() != dimension) {
            throw new IllegalArgumentException(
                    "the vector has %d dimensions, those of the index have %d: ask with one of %s"
                            .formatted(dimension, kind.dimension(), kind.modelId()));
        }
    }

    private static void requirePositive(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("ask for 1 image or more, not " + count);
        }
    }

    private List<Hit> nearest(
            IndexSearcher searcher, float[] unit, int count, Map<String, String> attributes)
            throws IOException {
        int most = Math.min(count, Math.max(1, searcher.getIndexReader().numDocs()));
        Query query =
                new KnnFloatVectorQuery(
                        PartDocument.VECTOR,
                        unit,
                        Math.max(most, graph.searchWidth()),
                        having(attributes));
        List<Hit> hits = new ArrayList<>();
        for (ScoreDoc found : searcher.search(query, most).scoreDocs) {
            hits.add(new Hit(found(searcher, found.doc), cosine(found.score)));
        }
        return List.copyOf(hits);
    }

    private static IndexedImage found(IndexSearcher searcher, int doc) throws IOException {
        IndexReader reader = searcher.getIndexReader();
        return StoredPart.image(reader, PartLookup.Place.of(reader, doc));
    }

    /** Lucene's score of a dot product is {@code (1 + cosine) / 2}. */
    static double cosine(float score) {
        return Math.max(-1, Math.min(1, 2.0 * score - 1));
    }

    private static @Nullable Query having(Map<String, String> attributes) {
        if (attributes.isEmpty()) {
            return null;
        }
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        attributes.forEach(
                (name, value) ->
                        all.add(
                                new TermQuery(
                                        new Term(
                                                PartDocument.ATTRIBUTE,
                                                ExactTerm.ofAttribute(name, value))),
                                Occur.FILTER));
        return all.build();
    }

    @Override
    public List<Hit> duplicates(String id, int count) throws IOException {
        requirePositive(count);
        return search(searcher -> Duplicates.of(searcher, id, count));
    }

    @Override
    public List<IndexedImage> newest(int count) throws IOException {
        requirePositive(count);
        return search(
                searcher -> {
                    int most = Math.min(count, Math.max(1, searcher.getIndexReader().numDocs()));
                    List<IndexedImage> images = new ArrayList<>();
                    Query all = new FieldExistsQuery(PartDocument.VECTOR);
                    for (ScoreDoc found : searcher.search(all, most, NEWEST_FIRST).scoreDocs) {
                        images.add(found(searcher, found.doc));
                    }
                    return List.copyOf(images);
                });
    }

    private <T> T search(Generation.Question<T> question) throws IOException {
        return ask(generation -> generation.search(question));
    }
}
