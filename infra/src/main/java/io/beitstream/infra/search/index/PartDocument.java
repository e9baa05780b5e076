package io.beitstream.infra.search.index;

import io.beitstream.schemas.ImageEmbedding;
import io.beitstream.schemas.SingleObjectCodec;
import io.beitstream.schemas.TokenSequence;
import java.util.List;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.LongField;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.BytesRef;

/**
 * Makes the documents of images. A deleted part keeps its version, without content. What is read
 * back lies in doc values, not in stored fields, which would be unpacked in blocks for each hit.
 */
final class PartDocument {
    static final String VECTOR = "vector";
    static final String ATTRIBUTE = "attribute";
    static final String BAND = "band";
    static final String SEQUENCE = "sequence";
    static final String RECORD = "record";
    static final String ID = "id";
    static final String TAKEN = "taken";
    static final String DELETED = "deleted";
    static final String LIVE = "live";
    static final String PARTITION = "partition";
    static final String OFFSET = "offset";
    static final String TIME = "time";

    private static final SingleObjectCodec<ImageEmbedding> EMBEDDINGS =
            new SingleObjectCodec<>(ImageEmbedding.class);
    private static final SingleObjectCodec<TokenSequence> TOKENS =
            new SingleObjectCodec<>(TokenSequence.class);

    private PartDocument() {}

    /**
     * @param unit the record's vector, of length 1
     * @param sequence grows with every image taken
     */
    static Document image(
            ImageEmbedding record,
            float[] unit,
            RecordVersion version,
            long takenMillis,
            long sequence) {
        Document document = of(Part.IMAGE, record.getImageId(), version, true);
        document.add(new KnnFloatVectorField(VECTOR, unit, VectorSimilarityFunction.DOT_PRODUCT));
        record.getAttributes()
                .forEach(
                        (name, value) ->
                                document.add(
                                        new StringField(
                                                ATTRIBUTE,
                                                ExactTerm.ofAttribute(name, value),
                                                Field.Store.NO)));
        document.add(new LongField(SEQUENCE, sequence, Field.Store.NO));
        document.add(new NumericDocValuesField(TAKEN, takenMillis));
        ImageEmbedding rest =
                ImageEmbedding.newBuilder(record)
                        .setVector(List.of())
                        .setPatchEmbeddings(null)
                        .build();
        document.add(new BinaryDocValuesField(RECORD, new BytesRef(EMBEDDINGS.encode(rest))));
        return document;
    }

    static Document tokens(TokenSequence record, List<BytesRef> bands, RecordVersion version) {
        Document document = of(Part.TOKENS, record.getImageId(), version, true);
        for (BytesRef band : bands) {
            document.add(new StringField(BAND, band, Field.Store.NO));
        }
        document.add(new BinaryDocValuesField(RECORD, new BytesRef(TOKENS.encode(record))));
        return document;
    }

    static Document deleted(Part part, String id, RecordVersion version, long takenMillis) {
        Document document = of(part, id, version, false);
        document.add(new LongPoint(DELETED, takenMillis));
        document.add(new NumericDocValuesField(TAKEN, takenMillis));
        document.add(new BinaryDocValuesField(ID, new BytesRef(id)));
        return document;
    }

    private static Document of(Part part, String id, RecordVersion version, boolean live) {
        Document document = new Document();
        document.add(new StringField(part.field(), ExactTerm.of(id), Field.Store.NO));
        document.add(new NumericDocValuesField(LIVE, live ? 1 : 0));
        document.add(new NumericDocValuesField(PARTITION, version.partition()));
        document.add(new NumericDocValuesField(OFFSET, version.offset()));
        document.add(new NumericDocValuesField(TIME, version.timeMillis()));
        return document;
    }
}
