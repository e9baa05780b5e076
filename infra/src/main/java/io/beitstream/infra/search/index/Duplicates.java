package io.beitstream.infra.search.index;

import io.beitstream.infra.search.Hit;
import io.beitstream.infra.search.TokenGrid;
import io.beitstream.schemas.TokenSequence;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.VectorUtil;

/**
 * Finds near duplicates: images that share bands of MinHash values of their visual tokens are
 * looked at, and those whose tokens and vectors are alike remain.
 */
final class Duplicates {
    /** The share of visual tokens in common, at least; see docs/search.md for where it is from. */
    static final double SHARED_TOKENS = 0.3;

    /** The cosine of the vectors, at least. */
    static final double COSINE = 0.95;

    private static final MinHash HASH = new MinHash(32, 2);
    private static final int CANDIDATES = 200;

    private Duplicates() {}

    /** The terms by which an image with these tokens is found. */
    static List<BytesRef> bands(TokenGrid grid) {
        return HASH.terms(TokenSet.of(grid), grid.modelId());
    }

    /** Those of an image, best first, itself left out. */
    static List<Hit> of(IndexSearcher searcher, String id, int count) throws IOException {
        IndexReader reader = searcher.getIndexReader();
        Optional<PartLookup.Place> image = PartLookup.live(reader, Part.IMAGE, id);
        Optional<PartLookup.Place> tokens = PartLookup.live(reader, Part.TOKENS, id);
        if (image.isEmpty() || tokens.isEmpty()) {
            return List.of();
        }
        float[] vector = StoredPart.vector(image.get());
        TokenGrid grid = StoredPart.grid(StoredPart.tokens(searcher, tokens.get().global()));
        long[] set = TokenSet.of(grid);
        List<Hit> hits = new ArrayList<>();
        for (ScoreDoc found : candidates(searcher, grid, count)) {
            TokenSequence other = StoredPart.tokens(searcher, found.doc);
            TokenGrid otherGrid = StoredPart.grid(other);
            if (other.getImageId().equals(id)
                    || !otherGrid.modelId().equals(grid.modelId())
                    || TokenSet.shared(set, TokenSet.of(otherGrid)) < SHARED_TOKENS) {
                continue;
            }
            Optional<PartLookup.Place> place =
                    PartLookup.live(reader, Part.IMAGE, other.getImageId());
            if (place.isPresent()) {
                double cosine = VectorUtil.dotProduct(vector, StoredPart.vector(place.get()));
                if (cosine >= COSINE) {
                    hits.add(new Hit(StoredPart.image(searcher, place.get().global()), cosine));
                }
            }
        }
        hits.sort(Comparator.comparingDouble(Hit::similarity).reversed());
        return List.copyOf(hits.subList(0, Math.min(count, hits.size())));
    }

    /** Documents of tokens, those with most bands in common first. */
    private static ScoreDoc[] candidates(IndexSearcher searcher, TokenGrid grid, int count)
            throws IOException {
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        for (BytesRef band : bands(grid)) {
            any.add(
                    new ConstantScoreQuery(new TermQuery(new Term(PartDocument.BAND, band))),
                    Occur.SHOULD);
        }
        int enough = Math.max(CANDIDATES, 4 * Math.min(count, 1 << 20));
        return searcher.search(any.build(), enough).scoreDocs;
    }
}
