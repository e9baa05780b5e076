package io.beitstream.jobs.pipeline.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import io.beitstream.jobs.pipeline.NetworkRole;
import io.beitstream.jobs.pipeline.StageListener;
import io.beitstream.jobs.pipeline.inference.FakeNetworks;
import io.beitstream.jobs.pipeline.inference.InferenceSettings;
import io.beitstream.jobs.pipeline.inference.NetworkSpec;
import io.beitstream.jobs.pipeline.outcome.Features;
import io.beitstream.jobs.pipeline.outcome.ImageContext;
import io.beitstream.jobs.pipeline.outcome.ImageInFlight;
import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import io.beitstream.jobs.pipeline.outcome.Vectors;
import io.beitstream.jobs.pipeline.ticket.ByteBudget;
import io.beitstream.jobs.pipeline.ticket.ManualTimer;
import io.beitstream.jobs.pipeline.ticket.Ticket;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.image.ResampleFilter;
import io.beitstream.model.image.RgbImage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RollingStageTest {
    private static final ModelChoice NEW = new ModelChoice("new", "m@new");

    private final FakeModels models =
            new FakeModels("rolling-stage-test")
                    .with("old", "m@old", 1, 2)
                    .with("new", "m@new", 1, 0);
    private RollingStage<Vectors> stage;

    @BeforeEach
    void open() throws IOException {
        stage = open(null);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void theCandidateServesFromTheTakeoverOnAndTheOtherIsThereUntilItIsReleased() throws Exception {
        assertThat(idOf(process(stage))).isEqualTo("m@old");
        stage.load(NEW).get();
        assertThat(idOf(process(stage))).isEqualTo("m@old");

        stage.takeOver(NEW);

        assertThat(idOf(process(stage))).isEqualTo("m@new");
        assertThat(models.open()).containsExactlyInAnyOrder("old", "new");
        stage.releasePrevious();
        models.awaitOpen("new");
    }

    @Test
    void aDirectoryThatHoldsAnotherModelIsRefusedAndLetGo() throws Exception {
        assertRefused(new ModelChoice("new", "m@other"), "holds the model m@new, not m@other");
        models.awaitOpen("old");
    }

    @Test
    void aModelThatDoesNotLoadIsRefused() {
        assertRefused(new ModelChoice("gone", "m@gone"), "there is no gone");
    }

    @Test
    void aModelThatFailsOnAKnownGoodImageIsRefused() {
        models.failing("new");

        assertRefused(NEW, "does not compute: the network fails on a known-good image: broken");
    }

    @Test
    void aModelWhoseResultsHaveAnotherFormIsRefused() {
        models.with("wide", "m@wide", 1, 2, 3);

        assertRefused(
                new ModelChoice("wide", "m@wide"),
                "vectors of 3 numbers, no patches, and the model that serves gives vectors of 2");
    }

    @Test
    void aModelThatTakesOtherSquaresIsRefused() {
        models.taking("new", FakeNetworks.SQUARE.withStatistics("half"));
        models.with("large", "m@large", 1, 2);
        models.taking("large", Preprocessing.ofSquare(9, ResampleFilter.BOX));

        assertRefused(new ModelChoice("large", "m@large"), "takes other images");
        assertThat(stage.load(NEW)).succeedsWithin(Duration.ofSeconds(20));
    }

    @Test
    void aShadowComputesEveryImageAndTellsTheCosine() throws Exception {
        stage.load(NEW).get();
        stage.shadow(error -> {});

        Features features = process(stage);

        assertThat(idOf(features)).isEqualTo("m@old");
        assertThat(features.shadows()).hasSize(1);
        assertThat(features.shadows().get(0).vectors().modelId()).isEqualTo("m@new");
        assertThat(features.shadows().get(0).servingId()).isEqualTo("m@old");
        assertThat(features.shadows().get(0).cosine()).isCloseTo(1 / Math.sqrt(5), offset(1e-6));
        assertThat(stage.drift().content().seen()).isEqualTo(1);
        stage.endShadow();
        assertThat(process(stage).shadows()).isEmpty();
    }

    @Test
    void aShadowThatBreaksIsToldAndCostsNoImage() throws Exception {
        stage.load(NEW).get();
        List<Throwable> told = new ArrayList<>();
        stage.shadow(told::add);
        models.failing("new");

        Features features = process(stage);

        assertThat(idOf(features)).isEqualTo("m@old");
        assertThat(features.shadows()).isEmpty();
        assertThat(told).isNotEmpty();
    }

    @Test
    void theChoiceOfACheckpointIsOpenedInPlaceOfWhatTheJobIsDefinedWith() throws Exception {
        try (RollingStage<Vectors> restored = open(NEW)) {
            assertThat(idOf(process(restored))).isEqualTo("m@new");
        }
        assertThatThrownBy(() -> open(new ModelChoice("new", "m@gone")))
                .isInstanceOf(UnfitModelException.class);
    }

    @Test
    void featuresOfAModelThatServesNoMoreAreNotPassedOn() throws Exception {
        ImageInFlight known = image().known(process(stage));
        assertThat(stage.process(known).get()).isSameAs(known);
        stage.load(NEW).get();
        stage.takeOver(NEW);

        assertThatThrownBy(() -> stage.process(known).get())
                .hasCauseInstanceOf(StaleFeaturesException.class);
    }

    private void assertRefused(ModelChoice choice, String reason) {
        assertThatThrownBy(() -> stage.load(choice).get()).hasMessageContaining(reason);
        assertThat(idOf(process(stage))).isEqualTo("m@old");
        assertThatThrownBy(() -> stage.takeOver(choice)).isInstanceOf(IllegalStateException.class);
    }

    private RollingStage<Vectors> open(ModelChoice choice) throws IOException {
        InferenceSettings settings =
                InferenceSettings.of(InferenceOptions.CPU_FP32, 2, Duration.ofMillis(1));
        return new RollingStage<>(
                new RollingStage.Config<>(
                        NetworkRole.ENCODER,
                        new NetworkSpec<>(models.loader("old"), FakeNetworks.SQUARE, "m@old"),
                        settings,
                        0),
                choice,
                StageListener.NONE);
    }

    private static Features process(RollingStage<Vectors> stage) {
        return ((ImageInFlight) stage.process(image()).join()).features();
    }

    private static ImageInFlight image() {
        Ticket ticket =
                Ticket.issue(new ByteBudget(100), new ManualTimer(), Duration.ofSeconds(10), 0);
        ImageContext context =
                ImageContext.unread(new SourceRecord("images", 0, 7, 0, null, new byte[1]));
        return ImageInFlight.fetched(context, ticket, new byte[1])
                .decoded(null, List.of(new RgbImage(2, 2, new byte[12])), null);
    }

    private static String idOf(Features features) {
        return features.vectors().get(0).modelId();
    }
}
