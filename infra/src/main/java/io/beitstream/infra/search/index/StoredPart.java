package io.beitstream.infra.search.index;

import io.beitstream.infra.search.IndexedImage;
import io.beitstream.infra.search.TokenGrid;
import io.beitstream.schemas.ImageEmbedding;
import io.beitstream.schemas.MalformedRecordException;
import io.beitstream.schemas.Provenance;
import io.beitstream.schemas.SingleObjectCodec;
import io.beitstream.schemas.TokenSequence;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.util.BytesRef;

/** Reads back what {@link PartDocument} made. */
final class StoredPart {
    private static final SingleObjectCodec<ImageEmbedding> EMBEDDINGS =
            new SingleObjectCodec<>(ImageEmbedding.class);
    private static final SingleObjectCodec<TokenSequence> TOKENS =
            new SingleObjectCodec<>(TokenSequence.class);

    private StoredPart() {}

    /** An image with its tokens. */
    static IndexedImage image(IndexReader reader, PartLookup.Place place) throws IOException {
        ImageEmbedding record = decode(EMBEDDINGS, place);
        Provenance from = record.getProvenance();
        Optional<PartLookup.Place> tokens =
                PartLookup.live(reader, Part.TOKENS, record.getImageId());
        return new IndexedImage(
                record.getImageId(),
                from.getTopic(),
                from.getPartition(),
                from.getOffset(),
                (from.getEventTime() == null ? from.getIngestTime() : from.getEventTime())
                        .toEpochMilli(),
                place.value(PartDocument.TAKEN),
                record.getAttributes(),
                tokens.isEmpty() ? null : grid(tokens(tokens.get())));
    }

    /** The visual tokens of an image. */
    static TokenSequence tokens(PartLookup.Place place) throws IOException {
        return decode(TOKENS, place);
    }

    static TokenGrid grid(TokenSequence record) {
        return new TokenGrid(
                record.getCodes().stream().mapToInt(Integer::intValue).toArray(),
                record.getGridHeight(),
                record.getGridWidth(),
                record.getCodebookSize(),
                record.getModelId());
    }

    /** The vector of an image, of length 1. */
    static float[] vector(PartLookup.Place place) throws IOException {
        FloatVectorValues values = place.leaf().reader().getFloatVectorValues(PartDocument.VECTOR);
        if (values == null || values.advance(place.doc()) != place.doc()) {
            throw new IOException("an image of the index has no vector");
        }
        float[] shared = values.vectorValue();
        return Arrays.copyOf(shared, shared.length);
    }

    private static <T extends SpecificRecord> T decode(
            SingleObjectCodec<T> codec, PartLookup.Place place) throws IOException {
        BytesRef bytes = place.bytes(PartDocument.RECORD);
        try {
            return codec.decode(
                    Arrays.copyOfRange(bytes.bytes, bytes.offset, bytes.offset + bytes.length));
        } catch (MalformedRecordException e) {
            throw new IOException("the index holds an unreadable record: " + e.getMessage(), e);
        }
    }
}
