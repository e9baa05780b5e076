package io.beitstream.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beitstream.jobs.pipeline.inference.EngineFailureException;
import io.beitstream.jobs.pipeline.inference.FakeNetworks;
import io.beitstream.jobs.pipeline.inference.InferenceSettings;
import io.beitstream.jobs.pipeline.inference.NetworkSpec;
import io.beitstream.jobs.pipeline.inference.NonFiniteOutputException;
import io.beitstream.jobs.pipeline.outcome.Codes;
import io.beitstream.jobs.pipeline.outcome.Deletion;
import io.beitstream.jobs.pipeline.outcome.Failure;
import io.beitstream.jobs.pipeline.outcome.ImageContext;
import io.beitstream.jobs.pipeline.outcome.ImageInFlight;
import io.beitstream.jobs.pipeline.outcome.Outcome;
import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import io.beitstream.jobs.pipeline.ticket.ByteBudget;
import io.beitstream.jobs.pipeline.ticket.ManualTimer;
import io.beitstream.jobs.pipeline.ticket.Ticket;
import io.beitstream.model.DeviceException;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.Precision;
import io.beitstream.model.image.RgbImage;
import io.beitstream.schemas.Stage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NetworkStageTest {
    private static final InferenceSettings SETTINGS =
            InferenceSettings.of(InferenceOptions.CPU_FP32, 1, Duration.ofMillis(1));
    private static final ImageContext CONTEXT =
            ImageContext.unread(new SourceRecord("images", 0, 7, 0, null, new byte[1]));

    private final RecordingListener listener = new RecordingListener();
    private final Ticket ticket =
            Ticket.issue(new ByteBudget(100), new ManualTimer(), Duration.ofSeconds(10), 0);
    private RuntimeException failure;
    private final FakeNetworks<Codes> networks =
            new FakeNetworks<>(
                    "network-stage-test",
                    batch -> {
                        if (failure != null) {
                            throw failure;
                        }
                        return batch.stream().map(NetworkStageTest::codes).toList();
                    });

    @Test
    void theNetworksOutputIsAddedAndItsSquareLetGo() throws Exception {
        RgbImage forEncoder = square(2);
        try (NetworkStage<Codes> stage = open()) {
            ImageInFlight image =
                    (ImageInFlight)
                            stage.process(image().decoded(square(5), List.of(forEncoder), null))
                                    .get();

            assertThat(image.features().codes().values()).containsExactly(5);
            assertThat(image.forTokenizer()).isNull();
            assertThat(image.forEncoder()).isSameAs(forEncoder);
            assertThat(image.ticket()).isSameAs(ticket);
        }
        assertThat(listener.heard)
                .containsExactly("into TOKENIZE", "batch of 1 in TOKENIZE", "out of TOKENIZE");
        assertThat(networks.loaded.get(0).closed).isTrue();
    }

    @Test
    void failuresAndDeletionsPassUntouchedAndUncounted() throws Exception {
        Outcome failed = new Failure(CONTEXT, ticket, Stage.FETCH, "http-404", "not there", 2);
        Outcome deleted = new Deletion(CONTEXT, ticket);
        try (NetworkStage<Codes> stage = open()) {
            assertThat(stage.process(failed).get()).isSameAs(failed);
            assertThat(stage.process(deleted).get()).isSameAs(deleted);
        }
        assertThat(listener.heard).isEmpty();
    }

    @Test
    void anImageThatTheNetworkFailsOnIsAFailure() throws Exception {
        failure = new NonFiniteOutputException();
        try (NetworkStage<Codes> stage = open()) {
            Failure failed =
                    (Failure) stage.process(image().decoded(square(5), List.of(), null)).get();

            assertThat(failed.stage()).isEqualTo(Stage.TOKENIZE);
            assertThat(failed.errorClass()).isEqualTo("inference-failed");
            assertThat(failed.message()).contains("a value that is not finite");
        }
        assertThat(listener.heard).containsExactly("into TOKENIZE", "failed in TOKENIZE");
    }

    @Test
    void aBrokenEngineEscapes() throws Exception {
        failure = new DeviceException(DeviceException.Kind.LOST, "pretended");
        try (NetworkStage<Codes> stage = open()) {
            assertThatThrownBy(
                            () -> stage.process(image().decoded(square(5), List.of(), null)).get())
                    .hasCauseInstanceOf(EngineFailureException.class);
            assertThat(stage.batcher().isBroken()).isTrue();
        }
    }

    @Test
    void anImageWithoutTheNetworksSquareIsAFailure() throws Exception {
        try (NetworkStage<Codes> stage = open()) {
            Failure failed = (Failure) stage.process(image()).get();

            assertThat(failed.message()).contains("no square was prepared for TOKENIZE");
        }
    }

    @Test
    void anImageThatIsGivenUpLeavesTheBatch() throws Exception {
        ticket.giveUp();
        try (NetworkStage<Codes> stage = open()) {
            Failure failed =
                    (Failure) stage.process(image().decoded(square(5), List.of(), null)).get();

            assertThat(failed.errorClass()).isEqualTo("tokenize-timeout");
        }
        assertThat(listener.heard).containsExactly("into TOKENIZE", "failed in TOKENIZE");
    }

    private NetworkStage<Codes> open() throws Exception {
        NetworkSpec<Codes> spec =
                new NetworkSpec<>(networks.loader(), FakeNetworks.SQUARE, "fake@1");
        return NetworkStages.tokenize(spec, SETTINGS, listener);
    }

    private ImageInFlight image() {
        return ImageInFlight.fetched(CONTEXT, ticket, new byte[1]);
    }

    static Codes codes(RgbImage square) {
        return new Codes(
                new int[] {square.pixels()[0]}, 1, 1, 256, "fake@1", "square", Precision.FP32);
    }

    private static RgbImage square(int grey) {
        byte[] pixels = new byte[12];
        pixels[0] = (byte) grey;
        return new RgbImage(2, 2, pixels);
    }
}
