package io.beitstream.jobs.record;

import io.beitstream.jobs.pipeline.outcome.Codes;
import io.beitstream.jobs.pipeline.outcome.ImageContext;
import io.beitstream.jobs.pipeline.outcome.RecordHeader;
import io.beitstream.jobs.pipeline.outcome.Shadow;
import io.beitstream.jobs.pipeline.outcome.Vectors;
import io.beitstream.model.Classification;
import io.beitstream.schemas.ImageEmbedding;
import io.beitstream.schemas.TokenSequence;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes the records of an image that is through. */
public final class FeatureRecords {
    /** Of a tombstone, which must fit into every topic. */
    private static final long MOST_HEADER_BYTES = 8192;

    private FeatureRecords() {}

    /** The record of an image's visual tokens. */
    public static OutputRecord<TokenSequence> tokens(
            ImageContext context, Codes codes, boolean reused, long nowMillis) {
        TokenSequence value =
                TokenSequence.newBuilder()
                        .setImageId(context.imageId())
                        .setCodes(Arrays.stream(codes.values()).boxed().toList())
                        .setGridHeight(codes.gridHeight())
                        .setGridWidth(codes.gridWidth())
                        .setCodebookSize(codes.codebookSize())
                        .setModelId(codes.modelId())
                        .setPreprocessingId(codes.preprocessingId())
                        .setPrecision(codes.precision().label())
                        .setReused(reused)
                        .setProvenance(Provenances.of(context, nowMillis))
                        .setAttributes(context.attributes())
                        .build();
        return new OutputRecord<>(keyOf(context), value, headers(context));
    }

    /** The record of an image's embedding. */
    public static OutputRecord<ImageEmbedding> embedding(
            ImageContext context, Vectors vectors, boolean reused, long nowMillis) {
        float[] patches = vectors.embedding().patches();
        Classification found = vectors.embedding().classification();
        ImageEmbedding value =
                ImageEmbedding.newBuilder()
                        .setImageId(context.imageId())
                        .setVector(boxed(vectors.embedding().vector()))
                        .setPooling(vectors.selection().vector().label())
                        .setNormalized(vectors.selection().normalize())
                        .setLayers(vectors.selection().layers())
                        .setPatchEmbeddings(patches == null ? null : littleEndian(patches))
                        .setLabel(found == null ? null : found.label())
                        .setScore(found == null ? null : found.score())
                        .setGridHeight(vectors.gridSide())
                        .setGridWidth(vectors.gridSide())
                        .setModelId(vectors.modelId())
                        .setPreprocessingId(vectors.preprocessingId())
                        .setPrecision(vectors.precision().label())
                        .setReused(reused)
                        .setProvenance(Provenances.of(context, nowMillis))
                        .setAttributes(context.attributes())
                        .build();
        return new OutputRecord<>(keyOf(context), value, headers(context));
    }

    /**
     * The record of what a candidate has computed of an image: its embedding, with the model that
     * serves and the cosine to that one's vector in headers.
     */
    public static OutputRecord<ImageEmbedding> shadow(
            ImageContext context, Shadow shadow, long nowMillis) {
        OutputRecord<ImageEmbedding> record =
                embedding(context, shadow.vectors(), false, nowMillis);
        List<RecordHeader> headers = new ArrayList<>(record.headers());
        headers.add(header(RecordHeader.SERVING_MODEL, shadow.servingId()));
        if (!Double.isNaN(shadow.cosine())) {
            headers.add(header(RecordHeader.COSINE, Float.toString((float) shadow.cosine())));
        }
        return new OutputRecord<>(record.key(), record.value(), headers);
    }

    private static RecordHeader header(String name, String text) {
        return new RecordHeader(name, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The tombstone, without headers that are too long, that deletes an image's record from a
     * topic.
     */
    public static <T> OutputRecord<T> tombstone(ImageContext context) {
        List<RecordHeader> headers = headers(context);
        long size = headers.stream().mapToLong(RecordHeader::size).sum();
        return new OutputRecord<>(
                context.source().key(), null, size <= MOST_HEADER_BYTES ? headers : List.of());
    }

    private static byte[] keyOf(ImageContext context) {
        return String.valueOf(context.imageId()).getBytes(StandardCharsets.UTF_8);
    }

    private static List<RecordHeader> headers(ImageContext context) {
        return context.source().headers().stream().filter(header -> !header.isOurs()).toList();
    }

    private static ByteBuffer littleEndian(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes;
    }

    /** A view that boxes an element when it is written, and no sooner. */
    private static List<Float> boxed(float[] vector) {
        return new AbstractList<>() {
            @Override
            public Float get(int index) {
                return vector[index];
            }

            @Override
            public int size() {
                return vector.length;
            }
        };
    }
}
