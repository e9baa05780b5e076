package io.beitstream.model.beit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.beitstream.model.tensor.StateDict;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a pretraining model starts with (reference section 7): the network from a normal
 * distribution cut at one deviation, the [CLS] head from torch's default, which is uniform within
 * 1/sqrt(fan-in), biases too.
 */
class PretrainingStartTest {
    /** The deviation of a uniform distribution within 1. */
    private static final double UNIFORM = 1 / Math.sqrt(3);

    /** The deviation of a normal distribution of deviation 1 that is cut at 1. */
    private static final double CUT = 0.5396;

    private static final int WIDTH = 96;
    private static final int HIDDEN = 384;
    private static final StateDict STATE =
            new BeitPretrainingModule(
                            new PretrainingConfig(
                                    32, 8, WIDTH, 4, 3, 512, .1, false, true, 3, 2, true, 0, 4))
                    .initialState(new SplittableRandom(5));

    private static double deviation(float[] values) {
        double sum = 0;
        double squares = 0;
        for (float value : values) {
            sum += value;
            squares += (double) value * value;
        }
        double mean = sum / values.length;
        return Math.sqrt(squares / values.length - mean * mean);
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double largest(float[] values) {
        double largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    /** Blocks of the head count on from the block that they start from: the 4th and the 5th. */
    @ParameterizedTest
    @CsvSource({
        "cls_pt_layers.0.attn.qkv.weight, 96, 0",
        "cls_pt_layers.0.attn.proj.weight, 96, 4",
        "cls_pt_layers.0.mlp.fc1.weight, 96, 0",
        "cls_pt_layers.0.mlp.fc2.weight, 384, 4",
        "cls_pt_layers.1.attn.qkv.weight, 96, 0",
        "cls_pt_layers.1.attn.proj.weight, 96, 5",
        "cls_pt_layers.1.mlp.fc1.weight, 96, 0",
        "cls_pt_layers.1.mlp.fc2.weight, 384, 5"
    })
    void weightsOfTheHeadAreUniform(String name, int in, int depth) {
        float[] values = STATE.get(name).toFloats();
        double bound = 1 / Math.sqrt(in) / (depth == 0 ? 1 : Math.sqrt(2.0 * depth));

        assertThat(largest(values)).isBetween(.999 * bound, bound + 1e-7);
        assertThat(deviation(values) / bound).isCloseTo(UNIFORM, within(.01));
        assertThat(mean(values) / bound).isCloseTo(0, within(.02));
    }

    @ParameterizedTest
    @CsvSource({"attn.proj, 96", "mlp.fc1, 96", "mlp.fc2, 384"})
    void biasesOfTheHeadAreUniformAndNotRescaled(String layer, int in) {
        double bound = 1 / Math.sqrt(in);
        for (int block = 0; block < 2; block++) {
            float[] values =
                    STATE.get("cls_pt_layers.%d.%s.bias".formatted(block, layer)).toFloats();

            assertThat(largest(values)).isBetween(.93 * bound, bound + 1e-7);
            assertThat(deviation(values) / bound).isCloseTo(UNIFORM, within(.08));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "lm_head.weight, 0",
        "patch_embed.proj.weight, 0",
        "blocks.0.attn.qkv.weight, 0",
        "blocks.0.attn.proj.weight, 1",
        "blocks.3.attn.proj.weight, 4",
        "blocks.3.mlp.fc1.weight, 0",
        "blocks.3.mlp.fc2.weight, 4"
    })
    void weightsOfTheNetworkAreNormalAndCut(String name, int depth) {
        float[] values = STATE.get(name).toFloats();
        double unit = .02 / (depth == 0 ? 1 : Math.sqrt(2.0 * depth));

        assertThat(largest(values)).isBetween(.99 * unit, unit + 1e-7);
        assertThat(deviation(values) / unit).isCloseTo(CUT, within(.015));
    }

    @Test
    void theRestIsConstant() {
        assertThat(STATE.get("cls_pt_layers.0.attn.q_bias").toFloats())
                .hasSize(WIDTH)
                .containsOnly(0);
        assertThat(STATE.get("cls_pt_layers.1.attn.v_bias").toFloats()).containsOnly(0);
        assertThat(STATE.get("cls_pt_layers.1.norm1.weight").toFloats()).containsOnly(1);
        assertThat(STATE.get("cls_pt_layers.1.norm1.bias").toFloats()).containsOnly(0);
        assertThat(STATE.get("cls_pt_layers.1.gamma_2").toFloats()).containsOnly(.1f);
        assertThat(STATE.get("blocks.0.mlp.fc1.bias").toFloats()).hasSize(HIDDEN).containsOnly(0);
        assertThat(STATE.get("lm_head.bias").toFloats()).containsOnly(0);
        assertThat(STATE.get("rel_pos_bias.relative_position_bias_table").toFloats())
                .containsOnly(0);
    }
}
