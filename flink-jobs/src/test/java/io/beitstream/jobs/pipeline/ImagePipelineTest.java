package io.beitstream.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.jobs.pipeline.decode.DecodeOptions;
import io.beitstream.jobs.pipeline.decode.ImageDecoding;
import io.beitstream.jobs.pipeline.event.EventReader;
import io.beitstream.jobs.pipeline.event.InputFormat;
import io.beitstream.jobs.pipeline.fetch.ImageFetcher;
import io.beitstream.jobs.pipeline.inference.FakeNetworks;
import io.beitstream.jobs.pipeline.inference.InferenceSettings;
import io.beitstream.jobs.pipeline.inference.NetworkSpec;
import io.beitstream.jobs.pipeline.outcome.Codes;
import io.beitstream.jobs.pipeline.outcome.Failure;
import io.beitstream.jobs.pipeline.outcome.ImageInFlight;
import io.beitstream.jobs.pipeline.outcome.Outcome;
import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import io.beitstream.jobs.pipeline.ticket.ByteBudget;
import io.beitstream.jobs.pipeline.ticket.ManualTimer;
import io.beitstream.jobs.pipeline.ticket.Ticket;
import io.beitstream.jobs.pipeline.ticket.Tickets;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.image.ImageDecoder;
import io.beitstream.schemas.RecordFormat;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ImagePipelineTest {
    private static final int IMAGES = 64;

    private final ByteBudget budget = new ByteBudget(20_000);
    private final AtomicInteger largestBatch = new AtomicInteger();

    @Test
    void togetherOrOneByOneTheOutcomesAreEqual() throws Exception {
        List<String> alone = new ArrayList<>();
        try (ImagePipeline pipeline = open(1)) {
            for (int i = 0; i < IMAGES; i++) {
                alone.add(describe(pipeline.process(record(i)).get()));
            }
        }
        assertThat(largestBatch).hasValue(1);
        List<String> together = new ArrayList<>();
        try (ImagePipeline pipeline = open(8)) {
            List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
            for (int i = 0; i < IMAGES; i++) {
                outcomes.add(pipeline.process(record(i)));
            }
            for (CompletableFuture<Outcome> outcome : outcomes) {
                together.add(describe(outcome.get()));
            }
        }

        assertThat(together).isEqualTo(alone);
        assertThat(alone).startsWith("image-unsupported-format", "tokens 1", "tokens 2");
        assertThat(largestBatch.get()).isGreaterThan(1);
        assertThat(budget.used()).isZero();
    }

    private ImagePipeline open(int maxBatch) throws Exception {
        DecodeOptions decode =
                new DecodeOptions(
                        ImageDecoder.withDefaults(), FakeNetworks.SQUARE, List.of(), 2, null);
        PrepareStage prepare =
                new PrepareStage(
                        new EventReader(InputFormat.IMAGE, RecordFormat.SINGLE_OBJECT),
                        new NoFetcher(),
                        new ImageDecoding(decode),
                        new Tickets(budget, new ManualTimer(), Duration.ofSeconds(10)),
                        StageListener.NONE);
        FakeNetworks<Codes> network =
                new FakeNetworks<>(
                        "pipeline-test",
                        batch -> {
                            largestBatch.accumulateAndGet(batch.size(), Math::max);
                            return batch.stream().map(NetworkStageTest::codes).toList();
                        });
        NetworkSpec<Codes> spec =
                new NetworkSpec<>(network.loader(), FakeNetworks.SQUARE, "fake@1");
        InferenceSettings settings =
                InferenceSettings.of(InferenceOptions.CPU_FP32, maxBatch, Duration.ofMillis(20));
        return new ImagePipeline(
                prepare, List.of(NetworkStages.tokenize(spec, settings, StageListener.NONE)));
    }

    /** Every eighth is no image. */
    private static SourceRecord record(int i) {
        byte[] file = i % 8 == 0 ? new byte[] {1, 2, 3} : TestImages.png(i);
        return new SourceRecord("images", 0, i, 0, null, file);
    }

    private static String describe(Outcome outcome) {
        outcome.ticket().close();
        if (outcome instanceof ImageInFlight image) {
            return "tokens " + image.features().codes().values()[0];
        }
        return ((Failure) outcome).errorClass();
    }

    private static final class NoFetcher implements ImageFetcher {
        @Override
        public CompletableFuture<byte[]> fetch(URI uri, Ticket ticket) {
            throw new AssertionError("nothing is to be fetched");
        }

        @Override
        public void close() {}
    }
}
