package io.beitstream.infra.search.index;

import io.beitstream.schemas.ImageEmbedding;
import io.beitstream.schemas.Provenance;
import io.beitstream.schemas.TokenSequence;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Records as the job publishes them, for tests. */
final class Records {
    static final String MODEL = "tiny@aaaaaaaaaaaa";
    static final String OTHER_MODEL = "tiny@bbbbbbbbbbbb";

    private Records() {}

    static ImageEmbedding.Builder embedding(String id, float... vector) {
        List<Float> values = new ArrayList<>();
        for (float value : vector) {
            values.add(value);
        }
        return ImageEmbedding.newBuilder()
                .setImageId(id)
                .setVector(values)
                .setPooling("pooled")
                .setModelId(MODEL)
                .setPreprocessingId("resize-73-crop-64")
                .setPrecision("fp32")
                .setProvenance(provenance(7))
                .setAttributes(Map.of());
    }

    /** Tokens of a square grid. */
    static TokenSequence.Builder tokens(String id, List<Integer> codes) {
        int side = (int) Math.sqrt(codes.size());
        return TokenSequence.newBuilder()
                .setImageId(id)
                .setCodes(codes)
                .setGridHeight(side)
                .setGridWidth(side)
                .setCodebookSize(512)
                .setModelId("tokenizer@cccccccccccc")
                .setPreprocessingId("resize-73-crop-64")
                .setPrecision("fp32")
                .setProvenance(provenance(7))
                .setAttributes(Map.of());
    }

    /** A vector of standard normal numbers. */
    static float[] vector(Random random, int dimension) {
        float[] vector = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return vector;
    }

    /** 64 codes out of 512. */
    static List<Integer> codes(Random random) {
        return random.ints(64, 0, 512).boxed().toList();
    }

    private static Provenance provenance(long offset) {
        return Provenance.newBuilder()
                .setTopic("images")
                .setPartition(1)
                .setOffset(offset)
                .setIngestTime(Instant.ofEpochMilli(2_000))
                .setProcessedTime(Instant.ofEpochMilli(3_000))
                .build();
    }
}
