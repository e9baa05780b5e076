package io.beitstream.jobs;

import io.beitstream.jobs.operator.ChainedTypeInfo;
import io.beitstream.jobs.pipeline.outcome.Codes;
import io.beitstream.jobs.pipeline.outcome.Deletion;
import io.beitstream.jobs.pipeline.outcome.Failure;
import io.beitstream.jobs.pipeline.outcome.ImageInFlight;
import io.beitstream.jobs.pipeline.outcome.Outcome;
import io.beitstream.jobs.pipeline.outcome.StageException;
import io.beitstream.jobs.pipeline.outcome.Vectors;
import io.beitstream.jobs.record.DeadLetters;
import io.beitstream.jobs.record.FeatureRecords;
import io.beitstream.jobs.record.FeatureSizes;
import io.beitstream.jobs.record.OutputRecord;
import io.beitstream.schemas.DeadLetter;
import io.beitstream.schemas.ImageEmbedding;
import io.beitstream.schemas.Stage;
import io.beitstream.schemas.TokenSequence;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * The end of an image's way: makes records of outcomes, sends each to its stream (tokens on,
 * embeddings and dead letters to the side), and closes the image's ticket. An image whose records
 * do not fit into their topics becomes a dead letter as a whole.
 */
final class RouteFunction extends ProcessFunction<Outcome, OutputRecord<TokenSequence>> {
    private static final long serialVersionUID = 1L;

    static final OutputTag<OutputRecord<ImageEmbedding>> EMBEDDINGS =
            new OutputTag<>("embeddings", ChainedTypeInfo.inChain(OutputRecord.class));
    static final OutputTag<OutputRecord<DeadLetter>> DEAD_LETTERS =
            new OutputTag<>("dead-letters", ChainedTypeInfo.inChain(OutputRecord.class));

    private final FeatureExtractionOptions options;
    private transient DeadLetters deadLetters;
    private transient FeatureSizes sizes;

    @SuppressWarnings("NullAway.Init") // open() fills what is transient
    RouteFunction(FeatureExtractionOptions options) {
        this.options = options;
    }

    @Override
    public void open(OpenContext context) {
        deadLetters = new DeadLetters(options.modelIds(), options.maxRecordBytes());
        sizes = new FeatureSizes(options.maxRecordBytes());
    }

    @Override
    public void processElement(
            Outcome outcome, Context context, Collector<OutputRecord<TokenSequence>> tokens) {
        if (outcome instanceof ImageInFlight image) {
            publish(image, context, tokens);
        } else if (outcome instanceof Failure failure) {
            bury(failure, context);
        } else if (outcome instanceof Deletion deletion) {
            tokens.collect(FeatureRecords.tombstone(deletion.context()));
            context.output(EMBEDDINGS, FeatureRecords.tombstone(deletion.context()));
            context.output(DEAD_LETTERS, FeatureRecords.tombstone(deletion.context()));
        }
        outcome.ticket().close();
    }

    private void publish(
            ImageInFlight image, Context context, Collector<OutputRecord<TokenSequence>> tokens) {
        long now = System.currentTimeMillis();
        Codes codes = image.codes();
        Vectors vectors = image.vectors();
        OutputRecord<TokenSequence> sequence =
                codes == null ? null : FeatureRecords.tokens(image.context(), codes, now);
        OutputRecord<ImageEmbedding> embedding =
                vectors == null ? null : FeatureRecords.embedding(image.context(), vectors, now);
        long tokensExcess = sequence == null ? 0 : sizes.excessOfTokens(sequence);
        long embeddingExcess = embedding == null ? 0 : sizes.excessOfEmbedding(embedding);
        if (tokensExcess > 0) {
            bury(tooLarge(image, Stage.TOKENIZE, tokensExcess), context);
        } else if (embeddingExcess > 0) {
            bury(tooLarge(image, Stage.ENCODE, embeddingExcess), context);
        } else {
            if (sequence != null) {
                tokens.collect(sequence);
            }
            if (embedding != null) {
                context.output(EMBEDDINGS, embedding);
            }
        }
    }

    private Failure tooLarge(ImageInFlight image, Stage stage, long size) {
        StageException cause =
                new StageException(
                        "record-too-large",
                        "the image's record takes %d bytes, more than the %d that its topic accepts"
                                .formatted(size, options.maxRecordBytes()));
        return Failure.of(image.context(), image.ticket(), stage, cause);
    }

    private void bury(Failure failure, Context context) {
        context.output(DEAD_LETTERS, deadLetters.of(failure, System.currentTimeMillis()));
    }
}
