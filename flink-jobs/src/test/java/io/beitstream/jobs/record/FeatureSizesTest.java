package io.beitstream.jobs.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.jobs.pipeline.outcome.Codes;
import io.beitstream.jobs.pipeline.outcome.ImageContext;
import io.beitstream.jobs.pipeline.outcome.RecordHeader;
import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import io.beitstream.jobs.pipeline.outcome.Vectors;
import io.beitstream.model.Embedding;
import io.beitstream.model.FeatureSelection;
import io.beitstream.model.Precision;
import io.beitstream.schemas.ImageEmbedding;
import io.beitstream.schemas.SingleObjectCodec;
import io.beitstream.schemas.TokenSequence;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FeatureSizesTest {
    private static final int OVERHEAD = 128;

    @Test
    void whatFitsExactlyFits() {
        OutputRecord<ImageEmbedding> record = embedding(5000, Map.of(), List.of());
        long size = sizeOf(record);

        assertThat(new FeatureSizes(size).excessOfEmbedding(record)).isZero();
        assertThat(new FeatureSizes(size - 1).excessOfEmbedding(record)).isEqualTo(size);
    }

    @Test
    void tokensAreMeasuredTheSameWay() {
        OutputRecord<TokenSequence> record = tokens(4000);
        long size =
                OVERHEAD
                        + record.key().length
                        + new SingleObjectCodec<>(TokenSequence.class)
                                .encode(record.value())
                                .length;

        assertThat(new FeatureSizes(size).excessOfTokens(record)).isZero();
        assertThat(new FeatureSizes(size - 1).excessOfTokens(record)).isEqualTo(size);
    }

    @Test
    void attributesAndHeadersCount() {
        FeatureSizes sizes = new FeatureSizes(20_000);

        assertThat(sizes.excessOfEmbedding(embedding(10, Map.of(), List.of()))).isZero();
        assertThat(
                        sizes.excessOfEmbedding(
                                embedding(10, Map.of("k", "ü".repeat(10_000)), List.of())))
                .isGreaterThan(20_000);
        assertThat(
                        sizes.excessOfEmbedding(
                                embedding(
                                        10,
                                        Map.of(),
                                        List.of(new RecordHeader("trace", new byte[20_000])))))
                .isGreaterThan(20_000);
    }

    @Test
    void theFolderThatAnImageCameFromCounts() {
        SourceRecord source = new SourceRecord("ü".repeat(4000), -1, -1, 2, null, new byte[1]);
        ImageContext context = new ImageContext(source, "image", null, Map.of());
        Vectors vectors =
                new Vectors(
                        new Embedding(new float[100], null),
                        FeatureSelection.DEFAULT,
                        14,
                        "e@1",
                        "rgb8",
                        Precision.FP32);
        OutputRecord<ImageEmbedding> record = FeatureRecords.embedding(context, vectors, false, 0);
        long size = sizeOf(record);

        assertThat(new FeatureSizes(size - 1).excessOfEmbedding(record)).isEqualTo(size);
    }

    @Test
    void aTombstoneAlwaysFits() {
        OutputRecord<ImageEmbedding> embedding =
                FeatureRecords.tombstone(context(Map.of(), List.of()));
        OutputRecord<TokenSequence> tokens = FeatureRecords.tombstone(context(Map.of(), List.of()));

        assertThat(new FeatureSizes(1).excessOfEmbedding(embedding)).isZero();
        assertThat(new FeatureSizes(1).excessOfTokens(tokens)).isZero();
    }

    private static long sizeOf(OutputRecord<ImageEmbedding> record) {
        return OVERHEAD
                + record.key().length
                + new SingleObjectCodec<>(ImageEmbedding.class).encode(record.value()).length;
    }

    private static OutputRecord<ImageEmbedding> embedding(
            int width, Map<String, String> attributes, List<RecordHeader> headers) {
        Embedding embedding = new Embedding(new float[width], new float[7]);
        Vectors vectors =
                new Vectors(embedding, FeatureSelection.DEFAULT, 14, "e@1", "rgb8", Precision.BF16);
        return FeatureRecords.embedding(context(attributes, headers), vectors, false, 0);
    }

    private static OutputRecord<TokenSequence> tokens(int count) {
        int[] values = new int[count];
        Arrays.fill(values, 8191);
        Codes codes = new Codes(values, 1, count, 8192, "t@1", "rgb8", Precision.FP32);
        return FeatureRecords.tokens(context(Map.of(), List.of()), codes, false, 0);
    }

    private static ImageContext context(
            Map<String, String> attributes, List<RecordHeader> headers) {
        SourceRecord source =
                new SourceRecord("images", 0, 1, 2, new byte[] {1}, new byte[1], headers);
        return new ImageContext(source, "image", null, attributes);
    }
}
