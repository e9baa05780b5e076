package io.beitstream.model.training.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import io.beitstream.model.training.task.RoundConfig;
import io.beitstream.model.training.task.TinyRuns;
import io.beitstream.model.training.task.TrainingConfig;
import io.beitstream.model.training.task.TrainingStart;
import io.beitstream.model.training.task.TrainingState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RoundMergeTest {
    private static final StateDict NO_MOMENTUM = new StateDict(Map.of());
    private static final String WEIGHT = "network.encoder.blocks.0.attn.qkv.weight";
    private static final String CODES = "network.quantize.embedding.weight";
    private static final String USAGE = "network.quantize.cluster_size";
    private static TrainingConfig config;
    private static TrainingState start;

    @BeforeAll
    static void makeAState() throws Exception {
        config = TinyRuns.tokenizer(4, 8, TinyRuns.rounds(4));
        start = TrainingStart.create(config, TinyRuns.samples(8, 0), "cpu");
    }

    @Test
    void identicalTrainersEqualOne() {
        TrainingState trained = shifted(0.01f);
        RoundMerge merge = merge(0.7, 0.9);
        RoundMerge.Merged one = merge.merge(start, List.of(trained), NO_MOMENTUM);
        RoundMerge.Merged three =
                merge.merge(start, List.of(trained, trained, trained), NO_MOMENTUM);

        assertThat(values(three)).isEqualTo(values(one));
        // And again with the momentum of the first round.
        assertThat(values(merge.merge(start, List.of(trained, trained), three.momentum())))
                .isEqualTo(values(merge.merge(start, List.of(trained), one.momentum())));
    }

    @Test
    void anOuterStepOfOneWithoutMomentumIsTheMean() {
        RoundMerge.Merged merged =
                merge(1, 0).merge(start, List.of(shifted(0.01f), shifted(0.03f)), NO_MOMENTUM);

        assertThat(merged.state().tensors().get(WEIGHT).toFloats())
                .containsExactly(shifted(0.02f).tensors().get(WEIGHT).toFloats(), within(1e-7f));
        assertThat(merged.momentum().names()).isEmpty();
    }

    @Test
    void nesterovFollowsThePaper() {
        RoundMerge merge = merge(0.7, 0.9);
        RoundMerge.Merged first = merge.merge(start, List.of(shifted(0.01f)), NO_MOMENTUM);
        // gradient -0.01; velocity -0.01; step 0.7 (0.01 + 0.9 * 0.01)
        float once = 0.7f * 0.019f;
        assertThat(first.state().tensors().get(WEIGHT).toFloats())
                .containsExactly(shifted(once).tensors().get(WEIGHT).toFloats(), within(1e-7f));
        // The same change once more: velocity 0.9 * -0.01 - 0.01 = -0.019.
        RoundMerge.Merged second = merge.merge(start, List.of(shifted(0.01f)), first.momentum());
        float twice = 0.7f * (0.01f + 0.9f * 0.019f);
        assertThat(second.state().tensors().get(WEIGHT).toFloats())
                .containsExactly(shifted(twice).tensors().get(WEIGHT).toFloats(), within(1e-7f));
    }

    @Test
    void codesStayDirectionsAndStatisticsAreAveraged() {
        RoundMerge.Merged merged =
                merge(0.7, 0.9).merge(start, List.of(shifted(0.02f), shifted(0.06f)), NO_MOMENTUM);
        float[] codes = merged.state().tensors().get(CODES).toFloats();
        for (int row = 0; row < codes.length; row += 8) {
            double squares = 0;
            for (int i = row; i < row + 8; i++) {
                squares += codes[i] * codes[i];
            }
            assertThat(squares).isCloseTo(1, within(1e-5));
        }
        assertThat(merged.state().tensors().get(USAGE).toFloats())
                .containsExactly(shifted(0.04f).tensors().get(USAGE).toFloats(), within(1e-5f));
        assertThat(merged.momentum().names()).contains(WEIGHT).doesNotContain(CODES, USAGE);
    }

    @Test
    void theLongestRowOfSkippedStepsCounts() {
        RoundMerge.Merged merged =
                merge(1, 0)
                        .merge(start, List.of(skipping(0), skipping(3), skipping(1)), NO_MOMENTUM);

        assertThat(merged.state().tensors().get("skipped").toFloats()).containsExactly(3);
    }

    private static TrainingState skipping(int steps) {
        Map<String, HostTensor> tensors = new LinkedHashMap<>(start.tensors().asMap());
        tensors.put("skipped", HostTensor.ofFloats(new float[] {steps}, 1));
        return new TrainingState(4, new StateDict(tensors));
    }

    private static RoundMerge merge(double rate, double momentum) {
        return new RoundMerge(TinyRuns.tokenizer(4, 8, new RoundConfig(2, 4, rate, momentum)));
    }

    private static Map<String, List<Float>> values(RoundMerge.Merged merged) {
        Map<String, List<Float>> values = new LinkedHashMap<>();
        merged.state()
                .tensors()
                .asMap()
                .forEach(
                        (name, tensor) -> {
                            List<Float> row = new java.util.ArrayList<>();
                            for (float value : tensor.toFloats()) {
                                row.add(value);
                            }
                            values.put(name, row);
                        });
        return values;
    }

    /** The start with every value moved by the same amount. */
    private static TrainingState shifted(float by) {
        Map<String, HostTensor> moved = new LinkedHashMap<>();
        start.tensors()
                .asMap()
                .forEach(
                        (name, tensor) -> {
                            float[] values = tensor.toFloats();
                            for (int i = 0; i < values.length; i++) {
                                values[i] += by;
                            }
                            moved.put(name, HostTensor.ofFloats(values, tensor.shape()));
                        });
        return new TrainingState(4, new StateDict(moved));
    }
}
