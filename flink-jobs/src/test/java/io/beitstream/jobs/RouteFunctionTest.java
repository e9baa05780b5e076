package io.beitstream.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.jobs.operator.ChainedTypeInfo;
import io.beitstream.jobs.pipeline.inference.InferenceSettings;
import io.beitstream.jobs.pipeline.inference.LoadedNetwork;
import io.beitstream.jobs.pipeline.inference.NetworkLoader;
import io.beitstream.jobs.pipeline.inference.NetworkSpec;
import io.beitstream.jobs.pipeline.outcome.Codes;
import io.beitstream.jobs.pipeline.outcome.Deletion;
import io.beitstream.jobs.pipeline.outcome.Failure;
import io.beitstream.jobs.pipeline.outcome.ImageContext;
import io.beitstream.jobs.pipeline.outcome.ImageInFlight;
import io.beitstream.jobs.pipeline.outcome.Outcome;
import io.beitstream.jobs.pipeline.outcome.RecordHeader;
import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import io.beitstream.jobs.pipeline.outcome.Vectors;
import io.beitstream.jobs.pipeline.ticket.ByteBudget;
import io.beitstream.jobs.pipeline.ticket.ManualTimer;
import io.beitstream.jobs.pipeline.ticket.Ticket;
import io.beitstream.jobs.record.OutputRecord;
import io.beitstream.model.Embedding;
import io.beitstream.model.FeatureSelection;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.Precision;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.schemas.DeadLetter;
import io.beitstream.schemas.ImageEmbedding;
import io.beitstream.schemas.Stage;
import io.beitstream.schemas.TokenSequence;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RouteFunctionTest {
    private static final byte[] KEY = "key".getBytes(StandardCharsets.UTF_8);
    private static final RecordHeader FOREIGN = new RecordHeader("trace", new byte[] {7});
    private static final RecordHeader OURS =
            new RecordHeader(RecordHeader.ATTEMPTS, new byte[] {'2'});

    private final ByteBudget budget = new ByteBudget(1 << 20);
    private OneInputStreamOperatorTestHarness<Outcome, OutputRecord<TokenSequence>> operator;

    @BeforeEach
    void open() throws Exception {
        Preprocessing square = Preprocessing.ofInputSize(64);
        FeatureExtractionOptions options =
                FeatureExtractionOptions.of(
                        new NetworkSpec<>(new NoLoader<>(), square, "t@1"),
                        new NetworkSpec<>(new NoLoader<>(), square, "e@1"),
                        InferenceSettings.of(InferenceOptions.CPU_FP32, 1, Duration.ofMillis(1)));
        operator =
                new OneInputStreamOperatorTestHarness<>(
                        new ProcessOperator<>(new RouteFunction(options)));
        operator.setup(
                ChainedTypeInfo.<OutputRecord<TokenSequence>>inChain(OutputRecord.class)
                        .createSerializer(null));
        operator.open();
    }

    @AfterEach
    void close() throws Exception {
        operator.close();
    }

    @Test
    void anImageComesOutWholeWithForeignHeadersOnly() throws Exception {
        route(image().tokenized(codes(4)).encoded(vectors(8)));

        assertThat(tokens()).hasSize(1);
        assertThat(tokens().get(0).value().getCodes()).containsExactly(0, 0, 0, 0);
        assertThat(tokens().get(0).headers()).containsExactly(FOREIGN);
        assertThat(tokens().get(0).key()).isEqualTo("id".getBytes(StandardCharsets.UTF_8));
        assertThat(embeddings()).hasSize(1);
        assertThat(embeddings().get(0).value().getVector()).hasSize(8);
        assertThat(embeddings().get(0).headers()).containsExactly(FOREIGN);
        assertThat(deadLetters()).isEmpty();
        assertThat(budget.used()).isZero();
    }

    @Test
    void anEmbeddingThatDoesNotFitIsOneDeadLetterAndNothingElse() throws Exception {
        route(image().tokenized(codes(4)).encoded(vectors(300_000)));

        assertThat(tokens()).isEmpty();
        assertThat(embeddings()).isEmpty();
        assertThat(deadLetters()).hasSize(1);
        DeadLetter letter = deadLetters().get(0).value();
        assertThat(letter.getStage()).isEqualTo(Stage.ENCODE);
        assertThat(letter.getErrorClass()).isEqualTo("record-too-large");
        assertThat(letter.getMessage()).contains("more than the 1048588");
        assertThat(letter.getModelIds()).containsExactly("t@1", "e@1");
        assertThat(budget.used()).isZero();
    }

    @Test
    void tokensThatDoNotFitAreOneDeadLetterAndNothingElse() throws Exception {
        route(image().tokenized(codes(1_100_000)).encoded(vectors(300_000)));

        assertThat(tokens()).isEmpty();
        assertThat(embeddings()).isEmpty();
        assertThat(deadLetters()).hasSize(1);
        assertThat(deadLetters().get(0).value().getStage()).isEqualTo(Stage.TOKENIZE);
    }

    @Test
    void aFailureIsADeadLetterWithAllItsHeaders() throws Exception {
        route(new Failure(context(), ticket(), Stage.FETCH, "http-404", "not there", 3));

        assertThat(tokens()).isEmpty();
        assertThat(embeddings()).isEmpty();
        assertThat(deadLetters()).hasSize(1);
        assertThat(deadLetters().get(0).headers()).containsExactly(FOREIGN, OURS);
        assertThat(deadLetters().get(0).value().getErrorClass()).isEqualTo("http-404");
        assertThat(budget.used()).isZero();
    }

    @Test
    void aTombstoneGoesToAllOutputsUnderItsKey() throws Exception {
        route(new Deletion(context(), ticket()));

        assertThat(tokens()).hasSize(1);
        assertThat(embeddings()).hasSize(1);
        assertThat(deadLetters()).hasSize(1);
        for (OutputRecord<?> record :
                List.of(tokens().get(0), embeddings().get(0), deadLetters().get(0))) {
            assertThat(record.key()).isEqualTo(KEY);
            assertThat(record.value()).isNull();
            assertThat(record.headers()).containsExactly(FOREIGN);
        }
        assertThat(budget.used()).isZero();
    }

    @Test
    void withoutATokenizerThereAreEmbeddingsOnly() throws Exception {
        route(image().encoded(vectors(8)));

        assertThat(tokens()).isEmpty();
        assertThat(embeddings()).hasSize(1);
    }

    private void route(Outcome outcome) throws Exception {
        operator.processElement(outcome, 0);
    }

    private List<OutputRecord<TokenSequence>> tokens() {
        return operator.extractOutputValues();
    }

    private List<OutputRecord<ImageEmbedding>> embeddings() {
        return side(RouteFunction.embeddings(0));
    }

    private List<OutputRecord<DeadLetter>> deadLetters() {
        return side(RouteFunction.DEAD_LETTERS);
    }

    private <T> List<T> side(OutputTag<T> tag) {
        Queue<StreamRecord<T>> records = operator.getSideOutput(tag);
        return records == null ? List.of() : records.stream().map(StreamRecord::getValue).toList();
    }

    private ImageInFlight image() {
        return ImageInFlight.fetched(context(), ticket(), new byte[1]);
    }

    private static ImageContext context() {
        SourceRecord source =
                new SourceRecord("images", 0, 1, 2, KEY, new byte[3], List.of(FOREIGN, OURS));
        return new ImageContext(source, "id", null, Map.of());
    }

    private Ticket ticket() {
        return Ticket.issue(budget, new ManualTimer(), Duration.ofSeconds(10), 50);
    }

    private static Codes codes(int count) {
        return new Codes(new int[count], 1, count, 8192, "t@1", "rgb8", Precision.FP32);
    }

    private static Vectors vectors(int width) {
        return new Vectors(
                new Embedding(new float[width], null),
                FeatureSelection.DEFAULT,
                1,
                "e@1",
                "rgb8",
                Precision.FP32);
    }

    private record NoLoader<O>() implements NetworkLoader<O> {
        @Override
        public LoadedNetwork<O> load() {
            throw new AssertionError("routing needs no network");
        }

        @Override
        public String device() {
            return "none";
        }
    }
}
