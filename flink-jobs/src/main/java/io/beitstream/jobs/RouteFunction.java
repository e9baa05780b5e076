package io.beitstream.jobs;

import io.beitstream.jobs.deadletter.DeadLetters;
import io.beitstream.jobs.decode.DecodeOptions;
import io.beitstream.jobs.outcome.Features;
import io.beitstream.jobs.outcome.ImageContext;
import io.beitstream.jobs.outcome.Outcome;
import io.beitstream.jobs.outcome.Outcome.Failure;
import io.beitstream.jobs.outcome.Outcome.Success;
import io.beitstream.jobs.sink.Provenances;
import io.beitstream.jobs.sink.RecordSerializer;
import io.beitstream.schemas.DeadLetter;
import io.beitstream.schemas.ImageEmbedding;
import io.beitstream.schemas.TokenSequence;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.AbstractList;
import java.util.List;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Makes records of outcomes and sends each to its stream: tokens on, embeddings and dead letters to
 * the side.
 */
final class RouteFunction extends ProcessFunction<Outcome<Features>, TokenSequence> {
    private static final long serialVersionUID = 1L;

    static final OutputTag<ImageEmbedding> EMBEDDINGS =
            new OutputTag<>("embeddings", RecordSerializer.typeInfo(ImageEmbedding.class));
    static final OutputTag<DeadLetter> DEAD_LETTERS =
            new OutputTag<>("dead-letters", RecordSerializer.typeInfo(DeadLetter.class));

    private final FeatureExtractionOptions options;
    private final DecodeOptions decode;
    private final DeadLetters deadLetters;

    RouteFunction(FeatureExtractionOptions options) {
        this.options = options;
        this.decode = options.decode();
        this.deadLetters = new DeadLetters(options.modelIds(), options.maxDeadLetterBytes());
    }

    @Override
    public void processElement(
            Outcome<Features> outcome, Context context, Collector<TokenSequence> tokens) {
        long now = System.currentTimeMillis();
        if (outcome instanceof Failure<Features> failure) {
            context.output(DEAD_LETTERS, deadLetters.of(failure, now));
        } else if (outcome instanceof Success<Features> success) {
            int[] codes = success.value().codes();
            float[] embedding = success.value().embedding();
            TokenizerSpec tokenizer = options.tokenizer();
            EncoderSpec encoder = options.encoder();
            if (codes != null && tokenizer != null) {
                tokens.collect(tokenSequence(success.context(), codes, tokenizer, now));
            }
            if (embedding != null && encoder != null) {
                context.output(EMBEDDINGS, embedding(success, embedding, encoder, now));
            }
        }
    }

    private TokenSequence tokenSequence(
            ImageContext context, int[] codes, TokenizerSpec tokenizer, long now) {
        return TokenSequence.newBuilder()
                .setImageId(context.imageId())
                .setCodes(java.util.Arrays.stream(codes).boxed().toList())
                .setGridHeight(tokenizer.gridHeight())
                .setGridWidth(tokenizer.gridWidth())
                .setCodebookSize(tokenizer.codebookSize())
                .setModelId(tokenizer.modelId())
                .setPreprocessingId(decode.id(tokenizer.preprocessing()))
                .setProvenance(Provenances.of(context, now))
                .setAttributes(context.attributes())
                .build();
    }

    private ImageEmbedding embedding(
            Success<Features> image, float[] vector, EncoderSpec encoder, long now) {
        float[] patches = image.value().patches();
        return ImageEmbedding.newBuilder()
                .setImageId(image.context().imageId())
                .setVector(boxed(vector))
                .setPooling(encoder.selection().vector().label())
                .setNormalized(encoder.selection().normalize())
                .setLayers(encoder.selection().layers())
                .setPatchEmbeddings(patches == null ? null : littleEndian(patches))
                .setGridHeight(encoder.gridSide())
                .setGridWidth(encoder.gridSide())
                .setModelId(encoder.modelId())
                .setPreprocessingId(decode.id(encoder.preprocessing()))
                .setProvenance(Provenances.of(image.context(), now))
                .setAttributes(image.context().attributes())
                .build();
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
