package io.beitstream.jobs;

import io.beitstream.jobs.metrics.OutputMetrics;
import io.beitstream.jobs.operator.ChainedTypeInfo;
import io.beitstream.jobs.pipeline.outcome.Codes;
import io.beitstream.jobs.pipeline.outcome.Deletion;
import io.beitstream.jobs.pipeline.outcome.Failure;
import io.beitstream.jobs.pipeline.outcome.Features;
import io.beitstream.jobs.pipeline.outcome.ImageContext;
import io.beitstream.jobs.pipeline.outcome.ImageInFlight;
import io.beitstream.jobs.pipeline.outcome.Outcome;
import io.beitstream.jobs.pipeline.outcome.Shadow;
import io.beitstream.jobs.pipeline.outcome.StageException;
import io.beitstream.jobs.pipeline.reuse.FeatureCache;
import io.beitstream.jobs.pipeline.reuse.ReuseScope;
import io.beitstream.jobs.pipeline.reuse.ServingModels;
import io.beitstream.jobs.record.DeadLetters;
import io.beitstream.jobs.record.FeatureRecords;
import io.beitstream.jobs.record.FeatureSizes;
import io.beitstream.jobs.record.OutputRecord;
import io.beitstream.schemas.DeadLetter;
import io.beitstream.schemas.ImageEmbedding;
import io.beitstream.schemas.Stage;
import io.beitstream.schemas.TokenSequence;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * The end of an image's way: makes records of outcomes, sends each to its stream (tokens on,
 * embeddings and dead letters to the side), and closes the image's ticket. An image whose records
 * do not fit into their topics becomes a dead letter as a whole.
 */
final class RouteFunction extends ProcessFunction<Outcome, OutputRecord<TokenSequence>> {
    private static final long serialVersionUID = 1L;

    static final OutputTag<OutputRecord<DeadLetter>> DEAD_LETTERS =
            new OutputTag<>("dead-letters", ChainedTypeInfo.inChain(OutputRecord.class));

    static final OutputTag<OutputRecord<ImageEmbedding>> SHADOWS =
            new OutputTag<>("shadows", ChainedTypeInfo.inChain(OutputRecord.class));

    private final FeatureExtractionOptions options;
    private transient DeadLetters deadLetters;
    private transient FeatureSizes sizes;
    private transient List<OutputTag<OutputRecord<ImageEmbedding>>> embeddings;
    private transient @Nullable FeatureCache cache;
    private transient OutputMetrics metrics;

    @SuppressWarnings("NullAway.Init") // open() fills what is transient
    RouteFunction(FeatureExtractionOptions options) {
        this.options = options;
    }

    /** The stream of an encoder's embeddings. */
    static OutputTag<OutputRecord<ImageEmbedding>> embeddings(int encoder) {
        String id = encoder == 0 ? "embeddings" : "embeddings-" + encoder;
        return new OutputTag<>(id, ChainedTypeInfo.inChain(OutputRecord.class));
    }

    @Override
    public void open(OpenContext context) {
        ServingModels models = ServingModels.ofThisTask();
        deadLetters =
                new DeadLetters(
                        () -> models.ids().isEmpty() ? options.modelIds() : models.ids(),
                        options.maxRecordBytes());
        sizes = new FeatureSizes(options.maxRecordBytes());
        embeddings =
                IntStream.range(0, options.encoders().size())
                        .mapToObj(RouteFunction::embeddings)
                        .toList();
        metrics =
                OutputMetrics.register(
                        getRuntimeContext().getMetricGroup(),
                        options.tokenizer() != null,
                        options.encoders().stream().map(EncoderSpec::name).toList());
        ReuseScope reuse = options.reuse();
        cache = reuse == null ? null : FeatureCache.open(reuse);
    }

    @Override
    public void close() {
        if (cache != null) {
            cache.close();
            cache = null;
        }
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
            embeddings.forEach(
                    tag -> context.output(tag, FeatureRecords.tombstone(deletion.context())));
            context.output(DEAD_LETTERS, FeatureRecords.tombstone(deletion.context()));
            context.output(SHADOWS, FeatureRecords.tombstone(deletion.context()));
        }
        outcome.ticket().close();
    }

    private void publish(
            ImageInFlight image, Context context, Collector<OutputRecord<TokenSequence>> tokens) {
        long now = System.currentTimeMillis();
        Features features = image.features();
        Codes codes = features.codes();
        OutputRecord<TokenSequence> sequence =
                codes == null
                        ? null
                        : FeatureRecords.tokens(image.context(), codes, features.reused(), now);
        List<OutputRecord<ImageEmbedding>> vectors =
                features.vectors().stream()
                        .map(
                                one ->
                                        FeatureRecords.embedding(
                                                image.context(), one, features.reused(), now))
                        .toList();
        long tokensExcess = sequence == null ? 0 : sizes.excessOfTokens(sequence);
        long embeddingExcess = vectors.stream().mapToLong(sizes::excessOfEmbedding).max().orElse(0);
        if (tokensExcess > 0) {
            bury(tooLarge(image, Stage.TOKENIZE, tokensExcess), context);
        } else if (embeddingExcess > 0) {
            bury(tooLarge(image, Stage.ENCODE, embeddingExcess), context);
        } else {
            if (sequence != null) {
                tokens.collect(sequence);
            }
            for (int i = 0; i < vectors.size(); i++) {
                context.output(embeddings.get(i), vectors.get(i));
            }
            for (Shadow shadow : features.shadows()) {
                shade(image.context(), shadow, now, context);
            }
            if (cache != null) {
                cache.remember(image);
            }
            metrics.published(image);
        }
    }

    /** A candidate's vector that does not fit is left out: nobody relies on it. */
    private void shade(ImageContext image, Shadow shadow, long now, Context context) {
        OutputRecord<ImageEmbedding> record = FeatureRecords.shadow(image, shadow, now);
        if (sizes.excessOfEmbedding(record) == 0) {
            context.output(SHADOWS, record);
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
        metrics.buried(failure);
    }
}
