package io.beitstream.infra.search.index;

import java.io.IOException;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;

/** What one generation hands on to the next, and whether the next can do without it. */
final class Succession {
    private interface Visitor {
        void visit(PartLookup.Place place, BytesRef term) throws IOException;
    }

    private Succession() {}

    /** Copies what depends on no model: visual tokens, and the versions of what was deleted. */
    static void copy(Generation from, Generation to) throws IOException {
        Integer copied =
                from.search(
                        searcher ->
                                copy(searcher, Part.TOKENS, to) + copy(searcher, Part.IMAGE, to));
        if (copied > 0) {
            to.refresh();
        }
    }

    private static int copy(IndexSearcher searcher, Part part, Generation to) throws IOException {
        int[] copied = new int[1];
        each(
                searcher,
                part,
                (place, term) -> {
                    Entry entry = place.entry();
                    if (!entry.isLive()) {
                        to.delete(
                                part,
                                place.bytes(PartDocument.ID).utf8ToString(),
                                entry.version(),
                                place.value(PartDocument.TAKEN));
                    } else if (part == Part.TOKENS) {
                        to.put(StoredPart.tokens(place), entry.version());
                    }
                    copied[0]++;
                });
        return copied[0];
    }

    /** How many images of one can also be found in the other. */
    static long common(Generation one, Generation other) throws IOException {
        return one.search(
                searcher ->
                        other.search(
                                others -> {
                                    long[] common = new long[1];
                                    each(
                                            searcher,
                                            Part.IMAGE,
                                            (place, id) -> {
                                                Term term = new Term(Part.IMAGE.field(), id);
                                                boolean both =
                                                        place.isLive()
                                                                && PartLookup.live(
                                                                                others
                                                                                        .getIndexReader(),
                                                                                term)
                                                                        .isPresent();
                                                common[0] += both ? 1 : 0;
                                            });
                                    return common[0];
                                }));
    }

    private static void each(IndexSearcher searcher, Part part, Visitor visitor)
            throws IOException {
        for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
            Terms terms = leaf.reader().terms(part.field());
            if (terms == null) {
                continue;
            }
            Bits kept = leaf.reader().getLiveDocs();
            TermsEnum ids = terms.iterator();
            PostingsEnum postings = null;
            for (BytesRef id = ids.next(); id != null; id = ids.next()) {
                postings = ids.postings(postings, PostingsEnum.NONE);
                for (int doc = postings.nextDoc();
                        doc != DocIdSetIterator.NO_MORE_DOCS;
                        doc = postings.nextDoc()) {
                    if (kept == null || kept.get(doc)) {
                        visitor.visit(new PartLookup.Place(leaf, doc), id);
                    }
                }
            }
        }
    }
}
