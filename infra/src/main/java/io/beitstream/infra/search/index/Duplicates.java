package io.beitstream.infra.search.index;

import io.beitstream.infra.search.Hit;
import io.beitstream.infra.search.IndexedImage;
import io.beitstream.infra.search.TokenGrid;
import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.VectorUtil;

/**
 * Finds near duplicates of one image. Those that share bands of MinHash values of their visual
 * tokens, and those with the nearest vectors, are looked at; the ones of which both tokens and
 * vectors are alike remain.
 */
final class Duplicates {
    /** The share of visual tokens in common ({@link TokenSet}), at least; from docs/search.md. */
    static final double SHARED_TOKENS = 0.08;

    /** The cosine of the vectors, at least; from docs/search.md. */
    static final double COSINE = 0.96;

    private static final MinHash HASH = new MinHash(64, 2);
    private static final int BY_TOKENS = 200;
    private static final int BY_VECTOR = 100;

    private final IndexSearcher searcher;
    private final String id;
    private final float[] vector;
    private final TokenGrid grid;
    private final long[] set;
    private final Map<String, Hit> hits = new LinkedHashMap<>();

    private Duplicates(IndexSearcher searcher, String id, float[] vector, TokenGrid grid) {
        this.searcher = searcher;
        this.id = id;
        this.vector = vector;
        this.grid = grid;
        this.set = TokenSet.of(grid);
    }

    /** The terms by which an image with these tokens is found. */
    static List<BytesRef> bands(TokenGrid grid) {
        return HASH.terms(TokenSet.of(grid), grid.modelId());
    }

    /** Those of an image, best first, itself left out. */
    static List<Hit> of(IndexSearcher searcher, String id, int count) throws IOException {
        Optional<PartLookup.Place> image = place(searcher, Part.IMAGE, id);
        Optional<PartLookup.Place> tokens = place(searcher, Part.TOKENS, id);
        if (image.isEmpty() || tokens.isEmpty()) {
            return List.of();
        }
        Duplicates duplicates =
                new Duplicates(
                        searcher,
                        id,
                        StoredPart.vector(image.get()),
                        StoredPart.grid(StoredPart.tokens(tokens.get())));
        duplicates.lookByTokens(count);
        duplicates.lookByVector(count);
        return duplicates.hits.values().stream()
                .sorted(Comparator.comparingDouble(Hit::similarity).reversed())
                .limit(count)
                .toList();
    }

    private static Optional<PartLookup.Place> place(IndexSearcher searcher, Part part, String id)
            throws IOException {
        return PartLookup.live(searcher.getIndexReader(), part, id);
    }

    /** Looks at those with most bands in common. */
    private void lookByTokens(int count) throws IOException {
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        for (BytesRef band : HASH.terms(set, grid.modelId())) {
            Query has = new TermQuery(new Term(PartDocument.BAND, band));
            any.add(new ConstantScoreQuery(has), Occur.SHOULD);
        }
        for (ScoreDoc found : searcher.search(any.build(), most(BY_TOKENS, count)).scoreDocs) {
            String other = StoredPart.tokens(at(found)).getImageId();
            Optional<PartLookup.Place> place = place(searcher, Part.IMAGE, other);
            if (place.isPresent()) {
                double cosine = VectorUtil.dotProduct(vector, StoredPart.vector(place.get()));
                look(place.get(), cosine);
            }
        }
    }

    private void lookByVector(int count) throws IOException {
        int most = most(BY_VECTOR, count);
        Query nearest = new KnnFloatVectorQuery(PartDocument.VECTOR, vector, most);
        for (ScoreDoc found : searcher.search(nearest, most).scoreDocs) {
            look(at(found), LuceneImageIndex.cosine(found.score));
        }
    }

    private PartLookup.Place at(ScoreDoc found) {
        return PartLookup.Place.of(searcher.getIndexReader(), found.doc);
    }

    private static int most(int usually, int count) {
        return Math.max(usually, Math.min(2 * count, 10_000));
    }

    private void look(PartLookup.Place place, double cosine) throws IOException {
        if (cosine < COSINE) {
            return;
        }
        IndexedImage other = StoredPart.image(searcher.getIndexReader(), place);
        TokenGrid its = other.tokens();
        boolean isAlike =
                its != null
                        && !other.id().equals(id)
                        && its.modelId().equals(grid.modelId())
                        && TokenSet.shared(set, TokenSet.of(its)) >= SHARED_TOKENS;
        if (isAlike) {
            hits.putIfAbsent(other.id(), new Hit(other, cosine));
        }
    }
}
