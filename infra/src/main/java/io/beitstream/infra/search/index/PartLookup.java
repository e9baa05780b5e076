package io.beitstream.infra.search.index;

import java.io.IOException;
import java.util.Optional;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;

/** Finds the document of a part of an image. */
final class PartLookup {
    /**
     * Where a document is.
     *
     * @param doc within the leaf
     */
    record Place(LeafReaderContext leaf, int doc) {
        /** Of a document that a search found. */
        static Place of(IndexReader reader, int global) {
            LeafReaderContext leaf =
                    reader.leaves().get(ReaderUtil.subIndex(global, reader.leaves()));
            return new Place(leaf, global - leaf.docBase);
        }

        Entry entry() throws IOException {
            return new Entry(
                    new RecordVersion(
                            (int) value(PartDocument.PARTITION),
                            value(PartDocument.OFFSET),
                            value(PartDocument.TIME)),
                    isLive());
        }

        boolean isLive() throws IOException {
            return value(PartDocument.LIVE) == 1;
        }

        /** A field's bytes, which are the caller's until the next call. */
        BytesRef bytes(String field) throws IOException {
            BinaryDocValues values = leaf.reader().getBinaryDocValues(field);
            if (values == null || !values.advanceExact(doc)) {
                throw new IOException("a document of the index has no " + field);
            }
            return values.binaryValue();
        }

        long value(String field) throws IOException {
            NumericDocValues values = leaf.reader().getNumericDocValues(field);
            if (values == null || !values.advanceExact(doc)) {
                throw new IOException("a document of the index has no " + field);
            }
            return values.longValue();
        }
    }

    private PartLookup() {}

    /** The document, live or not. */
    static Optional<Place> any(IndexReader reader, Part part, String id) throws IOException {
        return any(reader, part.term(id));
    }

    private static Optional<Place> any(IndexReader reader, Term term) throws IOException {
        for (LeafReaderContext context : reader.leaves()) {
            LeafReader leaf = context.reader();
            PostingsEnum postings = leaf.postings(term, PostingsEnum.NONE);
            if (postings == null) {
                continue;
            }
            Bits kept = leaf.getLiveDocs();
            for (int doc = postings.nextDoc();
                    doc != DocIdSetIterator.NO_MORE_DOCS;
                    doc = postings.nextDoc()) {
                if (kept == null || kept.get(doc)) {
                    return Optional.of(new Place(context, doc));
                }
            }
        }
        return Optional.empty();
    }

    /** The document, unless the part was deleted. */
    static Optional<Place> live(IndexReader reader, Part part, String id) throws IOException {
        return live(reader, part.term(id));
    }

    static Optional<Place> live(IndexReader reader, Term term) throws IOException {
        Optional<Place> place = any(reader, term);
        return place.isPresent() && place.get().isLive() ? place : Optional.empty();
    }
}
