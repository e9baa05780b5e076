package io.beitstream.infra.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beitstream.model.training.recipe.Recipe;
import io.beitstream.model.training.task.RoundConfig;
import io.beitstream.model.training.task.TrainingConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BatchSharesTest {
    /** 2,048 images in 16 micro-batches of 128. */
    private static final TrainingConfig PUBLISHED = published();

    private static TrainingConfig published() {
        try {
            return Recipe.named("base-tokenizer")
                    .with("--teacher", "task.teacher", "hog")
                    .with("--batch-size", "batch_size", 2048)
                    .with("--micro-batches", "micro_batches", 16)
                    .resolve();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final List<String> warnings = new ArrayList<>();

    @Test
    void withoutAGlobalBatchEachTrainerTakesTheRecipes() {
        TrainingConfig two = PUBLISHED.with(new RoundConfig(2, 500, .7, .9));

        assertThat(shares(null, 1).of(two)).isEqualTo(two);
        assertThat(warnings).isEmpty();
    }

    @Test
    void trainersShareTheGlobalBatchInMicroBatchesOfTheRecipesSize() {
        TrainingConfig four = shares(null, 1).of(global(4, 2048));

        assertThat(four.batchSize()).isEqualTo(512);
        assertThat(four.microBatches()).isEqualTo(4);
        assertThat(four.stepSize()).isEqualTo(2048);
        assertThat(four.plan(4096).stepsPerEpoch()).isEqualTo(2);
        assertThat(warnings).isEmpty();
    }

    @Test
    void aBatchThatDoesNotDivideIsSaid() {
        TrainingConfig three = shares(null, 1).of(global(3, 2048));

        assertThat(three.batchSize()).isEqualTo(682);
        assertThat(three.microBatches()).isEqualTo(11); // of 62 images: 128 at most
        assertThat(warnings)
                .containsExactly(
                        "a global batch of 2048 does not divide among 3 trainers: they take 682 each, 2046 together");
    }

    @Test
    void anotherBatchThanTheRecipesIsSaid() {
        shares(null, 1).of(global(2, 1024));

        assertThat(warnings)
                .containsExactly(
                        "the recipe's batch is 2048, not 1024: its learning rate and epochs are for that");
    }

    @Test
    void everyDeviceGetsAsManyMicroBatches() {
        assertThat(shares(null, 8).of(PUBLISHED).microBatches()).isEqualTo(16);
        assertThat(shares(null, 8).of(PUBLISHED.with(64, 1)).microBatches()).isEqualTo(8);
        assertThat(shares(null, 3).of(PUBLISHED).microBatches()).isEqualTo(16); // 2,048 has no 3
        assertThatThrownBy(() -> shares(null, 3).of(PUBLISHED.with(64, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3 devices of a trainer need at least as many micro-batches");
    }

    @Test
    void aRunThatGoesOnKeepsItsMicroBatchesWhileItsTrainersStay() {
        TrainingConfig run = PUBLISHED.with(2048, 32);

        assertThat(shares(run, 8).of(PUBLISHED).microBatches()).isEqualTo(32);
        assertThat(shares(run, 1).of(global(2, 2048)).microBatches()).isEqualTo(8);
    }

    @Test
    void trainersMayChangeWhereTheirBatchTogetherDoesNot() {
        TrainingConfig one = PUBLISHED;
        TrainingConfig two = shares(one, 1).of(one.with(one.roundsOf(2)));
        TrainingConfig again = shares(two, 1).of(PUBLISHED.with(two.roundsOf(1)));

        assertThat(two.stepSize()).isEqualTo(2048);
        assertThat(one.takesBatchesOf(two)).isTrue();
        assertThat(two).isEqualTo(one.with(one.roundsOf(2)).with(1024, 8));
        assertThat(two.takesBatchesOf(again)).isTrue();
        assertThat(again).isEqualTo(one.with(two.roundsOf(1)));
        assertThat(again.batchSize()).isEqualTo(2048);
        assertThat(again.microBatches()).isEqualTo(16);
        TrainingConfig larger = one.with(new RoundConfig(2, 500, .7, .9));
        assertThat(one.takesBatchesOf(larger)).isFalse();
    }

    private static TrainingConfig global(int trainers, int samples) {
        return PUBLISHED.with(new RoundConfig(trainers, 500, .7, .9, samples));
    }

    private BatchShares shares(@Nullable TrainingConfig run, int devices) {
        return new BatchShares(run, false, devices, warnings::add);
    }
}
