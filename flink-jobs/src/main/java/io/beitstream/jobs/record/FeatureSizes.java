package io.beitstream.jobs.record;

import io.beitstream.schemas.ImageEmbedding;
import io.beitstream.schemas.Provenance;
import io.beitstream.schemas.TokenSequence;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/**
 * Tells whether records of features fit into their topics. Nearly all do by far: a sum of lengths
 * shows it, and only what comes near the limit is encoded to be measured.
 */
public final class FeatureSizes {
    private static final int FIXED = 1024;
    private static final int BYTES_PER_CHAR = 3;
    private static final int BYTES_PER_INT = 5;

    private final long limit;
    private final RecordSize<TokenSequence> tokens = new RecordSize<>(TokenSequence.class);
    private final RecordSize<ImageEmbedding> embeddings = new RecordSize<>(ImageEmbedding.class);

    /**
     * @param limit of a record in bytes
     */
    public FeatureSizes(long limit) {
        this.limit = limit;
    }

    /** The size of a record that does not fit; 0 if it does. */
    public long excessOfTokens(OutputRecord<TokenSequence> record) {
        TokenSequence value = record.value();
        if (value == null) {
            return 0;
        }
        long bound =
                bound(record, value.getImageId(), value.getProvenance(), value.getAttributes())
                        + (long) BYTES_PER_INT * value.getCodes().size();
        return excess(bound, () -> tokens.of(record));
    }

    /** The size of a record that does not fit; 0 if it does. */
    public long excessOfEmbedding(OutputRecord<ImageEmbedding> record) {
        ImageEmbedding value = record.value();
        if (value == null) {
            return 0;
        }
        ByteBuffer patches = value.getPatchEmbeddings();
        String label = value.getLabel();
        long bound =
                bound(record, value.getImageId(), value.getProvenance(), value.getAttributes())
                        + (long) Float.BYTES * value.getVector().size()
                        + (patches == null ? 0 : patches.remaining())
                        + (label == null ? 0 : (long) BYTES_PER_CHAR * label.length());
        return excess(bound, () -> embeddings.of(record));
    }

    private long excess(long bound, java.util.function.LongSupplier exact) {
        if (bound <= limit) {
            return 0;
        }
        long size = exact.getAsLong();
        return size > limit ? size : 0;
    }

    private static long bound(
            OutputRecord<?> record,
            String imageId,
            Provenance provenance,
            Map<String, String> attributes) {
        long chars = (long) imageId.length() + provenance.getTopic().length();
        long bound = FIXED + BYTES_PER_CHAR * chars;
        byte[] key = record.key();
        bound += key == null ? 0 : key.length;
        for (Map.Entry<String, String> attribute : attributes.entrySet()) {
            bound +=
                    10
                            + (long) BYTES_PER_CHAR
                                    * (attribute.getKey().length() + attribute.getValue().length());
        }
        for (var header : List.copyOf(record.headers())) {
            bound += header.size();
        }
        return bound;
    }
}
