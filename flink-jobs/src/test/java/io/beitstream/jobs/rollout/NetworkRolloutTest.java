package io.beitstream.jobs.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.jobs.pipeline.rollout.DriftWindow;
import io.beitstream.jobs.pipeline.rollout.ModelChoice;
import io.beitstream.schemas.ModelKind;
import io.beitstream.schemas.ModelRollout;
import io.beitstream.schemas.NetworkKind;
import io.beitstream.schemas.RolloutAction;
import io.beitstream.schemas.RolloutPhase;
import io.beitstream.schemas.RolloutState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetworkRolloutTest {
    private static final ModelChoice OLD = new ModelChoice("/models/old", "m@000000000000");
    private static final ModelChoice NEW = new ModelChoice("/models/new", "m@111111111111");
    private static final ModelChoice OTHER = new ModelChoice("/models/other", "m@222222222222");

    private final List<String> done = new ArrayList<>();
    private NetworkRollout rollout = begin(null);

    @Test
    void aModelTakesOverAtACheckpointOnceAllSubtasksHaveIt() {
        rollout.wanted(change("r1", RolloutAction.PROMOTE, NEW));
        rollout.heard(0, new RolloutEvent.Loaded(NEW));
        assertThat(phaseIn(rollout.beforeCheckpoint(1))).isEqualTo(RolloutPhase.LOADING);

        rollout.heard(1, new RolloutEvent.Loaded(NEW));
        RolloutState held = rollout.beforeCheckpoint(2);

        assertThat(done).contains("0 TakeOver at 2", "1 TakeOver at 2");
        assertThat(held.getServing().getModelId()).isEqualTo(NEW.modelId());
        assertThat(held.getPrevious().getModelId()).isEqualTo(OLD.modelId());
        assertThat(rollout.state().getServing().getModelId()).isEqualTo(OLD.modelId());
        rollout.complete(2);
        assertThat(rollout.state().getServing().getModelId()).isEqualTo(NEW.modelId());
        assertThat(rollout.state().getPhase()).isEqualTo(RolloutPhase.SERVING);
        assertThat(rollout.state().getCheckpoint()).isEqualTo(2);
    }

    @Test
    void aCheckpointThatComesToNothingIsFollowedByAnother() {
        takeOver(5);

        rollout.complete(4); // an earlier one, late
        assertThat(rollout.state().getPhase()).isEqualTo(RolloutPhase.TAKING_OVER);
        RolloutState held = rollout.beforeCheckpoint(6);
        rollout.complete(6);

        assertThat(done).contains("0 TakeOver at 6", "1 TakeOver at 6");
        assertThat(held.getCheckpoint()).isEqualTo(6);
        assertThat(rollout.state().getServing().getModelId()).isEqualTo(NEW.modelId());
    }

    @Test
    void aSubtaskThatIsLostMeanwhileTakesAllBack() {
        takeOver(5);

        rollout.lost(1);
        assertThat(done).doesNotContain("restart");
        rollout.reset(1);

        assertThat(done).contains("restart");
    }

    @Test
    void aSubtaskThatIsLostEarlierLoadsAgainBeforeAnythingHappens() {
        rollout.wanted(change("r1", RolloutAction.PROMOTE, NEW));
        load(NEW);
        rollout.lost(1);
        rollout.reset(1);
        done.clear();
        rollout.ready(1);

        assertThat(done).containsExactly("1 Load");
        rollout.beforeCheckpoint(3);
        assertThat(done).containsExactly("1 Load");
        rollout.heard(1, new RolloutEvent.Loaded(NEW));
        rollout.beforeCheckpoint(4);
        assertThat(done).contains("0 TakeOver at 4", "1 TakeOver at 4");
    }

    @Test
    void whatOneSubtaskRefusesNeverTakesOver() {
        rollout.wanted(change("r1", RolloutAction.PROMOTE, NEW));
        rollout.heard(0, new RolloutEvent.Loaded(NEW));
        rollout.heard(1, new RolloutEvent.Refused(NEW, "it is cut short"));
        rollout.heard(0, new RolloutEvent.Loaded(NEW));

        RolloutState held = rollout.beforeCheckpoint(1);

        assertThat(done).contains("0 Discard", "1 Discard").noneMatch(e -> e.contains("TakeOver"));
        assertThat(held.getPhase()).isEqualTo(RolloutPhase.REFUSED);
        assertThat(held.getServing().getModelId()).isEqualTo(OLD.modelId());
        assertThat(held.getMessage()).isEqualTo("it is cut short");

        rollout = begin(held); // and not after a restart either
        rollout.wanted(change("r1", RolloutAction.PROMOTE, NEW));
        assertThat(done).noneMatch(e -> e.contains("Load"));
    }

    @Test
    void whatIsUnderWayIsBegunAgainAfterARestart() {
        rollout.wanted(change("r1", RolloutAction.PROMOTE, NEW));
        RolloutState held = rollout.beforeCheckpoint(1);

        rollout = begin(held);
        rollout.wanted(change("r1", RolloutAction.PROMOTE, NEW));

        assertThat(done).containsExactly("0 Load", "1 Load");
    }

    @Test
    void theChoiceSurvivesWhateverTheJobIsDefinedWith() {
        takeOver(5);
        rollout.complete(5);

        rollout = begin(rollout.state());
        rollout.wanted(change("r1", RolloutAction.PROMOTE, NEW)); // as the topic still says

        assertThat(rollout.state().getServing().getModelId()).isEqualTo(NEW.modelId());
        assertThat(done).isEmpty();
    }

    @Test
    void aJobThatWasNeverChangedServesWhatItIsDefinedWith() {
        RolloutState old = rollout.state();
        RolledNetwork redefined =
                new RolledNetwork("job", "encoder", NetworkKind.ENCODER, OTHER, true, null);

        rollout = new NetworkRollout(redefined, 2, old, new Recording(), () -> Instant.EPOCH);

        assertThat(rollout.state().getServing().getModelId()).isEqualTo(OTHER.modelId());
    }

    @Test
    void rollingBackBeforeATakeoverLetsTheCandidateGo() {
        rollout.wanted(change("r1", RolloutAction.START, NEW));
        load(NEW);
        assertThat(rollout.state().getPhase()).isEqualTo(RolloutPhase.READY);

        rollout.wanted(change("r2", RolloutAction.ROLLBACK, OLD));

        assertThat(done).contains("0 Discard", "1 Discard");
        assertThat(rollout.state().getPhase()).isEqualTo(RolloutPhase.SERVING);
        assertThat(rollout.state().getCandidate()).isNull();
    }

    @Test
    void rollingBackDuringATakeoverIsDoneAfterIt() {
        takeOver(5);
        rollout.wanted(change("r2", RolloutAction.ROLLBACK, OLD));
        assertThat(rollout.state().getPhase()).isEqualTo(RolloutPhase.TAKING_OVER);

        rollout.complete(5);
        assertThat(rollout.state().getServing().getModelId()).isEqualTo(NEW.modelId());
        load(OLD);
        rollout.beforeCheckpoint(6);
        rollout.complete(6);

        assertThat(rollout.state().getServing().getModelId()).isEqualTo(OLD.modelId());
        assertThat(rollout.state().getMessage()).isEqualTo("rolled back");
    }

    @Test
    void anotherWishTakesTheCandidatesPlace() {
        rollout.wanted(change("r1", RolloutAction.PROMOTE, NEW));
        rollout.wanted(change("r2", RolloutAction.PROMOTE, OTHER));
        rollout.heard(0, new RolloutEvent.Loaded(NEW)); // too late
        rollout.heard(1, new RolloutEvent.Loaded(NEW));

        rollout.beforeCheckpoint(1);
        assertThat(done).noneMatch(e -> e.contains("TakeOver"));
        load(OTHER);

        assertThat(rollout.beforeCheckpoint(2).getServing().getModelId())
                .isEqualTo(OTHER.modelId());
    }

    @Test
    void aShadowTellsHowItsVectorsCompare() {
        rollout.wanted(change("r1", RolloutAction.SHADOW, NEW));
        load(NEW);
        assertThat(done).contains("0 Shadow on", "1 Shadow on");
        rollout.heard(0, drift(0.5f, 0.75f));
        rollout.heard(1, drift(1f, 0.25f));

        RolloutState state = rollout.state();

        assertThat(state.getPhase()).isEqualTo(RolloutPhase.SHADOWING);
        assertThat(state.getShadowed()).isEqualTo(4);
        assertThat(state.getCosineMean()).isEqualTo(0.625);
        assertThat(state.getCosineP05()).isEqualTo(0.25);
        rollout.wanted(change("r2", RolloutAction.PROMOTE, NEW));
        rollout.beforeCheckpoint(1);
        assertThat(done).contains("0 TakeOver at 1").doesNotContain("0 Discard", "0 Shadow off");
    }

    @Test
    void aShadowWithoutAPlaceIsRefused() {
        RolledNetwork plain =
                new RolledNetwork("job", "encoder", NetworkKind.ENCODER, OLD, false, null);
        rollout = new NetworkRollout(plain, 2, null, new Recording(), () -> Instant.EPOCH);

        rollout.wanted(change("r1", RolloutAction.SHADOW, NEW));

        assertThat(rollout.state().getPhase()).isEqualTo(RolloutPhase.REFUSED);
        assertThat(rollout.state().getMessage()).contains("--shadow-topic");
    }

    @Test
    void otherNetworksAndUnknownActionsAreNotHeeded() {
        rollout.wanted(change("r1", RolloutAction.UNKNOWN, NEW));
        rollout.wanted(change("r2", "tokenizer", RolloutAction.PROMOTE, NEW));

        assertThat(done).isEmpty();
        assertThat(rollout.state().getRolloutId()).isEmpty();
    }

    private void takeOver(long checkpoint) {
        rollout.wanted(change("r1", RolloutAction.PROMOTE, NEW));
        load(NEW);
        rollout.beforeCheckpoint(checkpoint);
    }

    private void load(ModelChoice model) {
        rollout.heard(0, new RolloutEvent.Loaded(model));
        rollout.heard(1, new RolloutEvent.Loaded(model));
    }

    private static RolloutEvent.Drift drift(float... cosines) {
        return new RolloutEvent.Drift(NEW, new DriftWindow.Content(cosines.length, cosines));
    }

    private static RolloutPhase phaseIn(RolloutState state) {
        return state.getPhase();
    }

    private NetworkRollout begin(RolloutState restored) {
        done.clear();
        NetworkRollout begun =
                new NetworkRollout(
                        new RolledNetwork("job", "encoder", NetworkKind.ENCODER, OLD, true, null),
                        2,
                        restored,
                        new Recording(),
                        () -> Instant.EPOCH);
        begun.ready(0);
        begun.ready(1);
        return begun;
    }

    private static ModelRollout change(String id, RolloutAction action, ModelChoice model) {
        return change(id, "encoder", action, model);
    }

    private static ModelRollout change(
            String id, String network, RolloutAction action, ModelChoice model) {
        return ModelRollout.newBuilder()
                .setRolloutId(id)
                .setJob("job")
                .setNetwork(network)
                .setAction(action)
                .setKind(ModelKind.ENCODER)
                .setModelUri(model.location())
                .setModelId(model.modelId())
                .setRequestedTime(Instant.EPOCH)
                .build();
    }

    private final class Recording implements RolloutEffects {
        @Override
        public void send(int subtask, RolloutEvent event) {
            String text = event.getClass().getSimpleName();
            if (event instanceof RolloutEvent.TakeOver takeOver) {
                text += " at " + takeOver.checkpoint();
            } else if (event instanceof RolloutEvent.Shadow shadow) {
                text += shadow.on() ? " on" : " off";
            }
            done.add(subtask + " " + text);
        }

        @Override
        public void publish(RolloutState state) {}

        @Override
        public void restart(String why) {
            done.add("restart");
        }
    }
}
