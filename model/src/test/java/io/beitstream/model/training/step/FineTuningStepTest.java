package io.beitstream.model.training.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.beitstream.model.beit.BeitConfig;
import io.beitstream.model.beit.BeitFeatureModule;
import io.beitstream.model.engine.TorchDevice;
import io.beitstream.model.engine.TorchModule;
import io.beitstream.model.feature.PixelNormalization.Statistics;
import io.beitstream.model.script.ScriptArchive;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FineTuningStepTest {
    private static final BeitConfig CONFIG =
            new BeitConfig(16, 8, 12, 3, 2, .1, false, true, false, true, 3, 4, 0);

    /**
     * The lr_scale of every parameter as timm 1.0.29 gives it: param_groups_layer_decay(Beit(
     * img_size=16, patch_size=8, num_classes=3, embed_dim=12, depth=3, num_heads=2, init_values=.1,
     * use_abs_pos_emb=False, use_rel_pos_bias=True, global_pool='avg'), weight_decay=.05,
     * layer_decay=.65), by the first parts of the names.
     */
    private static final Map<String, Double> SHARES =
            Map.of(
                    "cls_token", .17850625,
                    "patch_embed", .17850625,
                    "blocks.0", .274625,
                    "blocks.1", .4225,
                    "blocks.2", .65,
                    "fc_norm", 1.0,
                    "head", 1.0);

    /** The parameters with a weight decay in the same groups; and the tables, see below. */
    private static final List<String> DECAYING =
            List.of(
                    "patch_embed.proj.weight",
                    "attn.qkv.weight",
                    "attn.proj.weight",
                    "mlp.fc1.weight",
                    "mlp.fc2.weight",
                    "head.weight",
                    // As published; timm leaves them out.
                    "attn.relative_position_bias_table");

    private static double timmShare(String name) {
        String[] parts = name.split("\\.");
        return SHARES.get(parts[0].equals("blocks") ? "blocks." + parts[1] : parts[0]);
    }

    @Test
    void groupsOfLayersAreTimms() {
        LearnedParameters parameters =
                LearnedParameters.of(network(), new WeightRules(new LayerDecay(.65, 3), 0));

        assertThat(parameters.all())
                .hasSize(55)
                .allSatisfy(
                        parameter -> {
                            assertThat(parameter.share())
                                    .as(parameter.name())
                                    .isCloseTo(timmShare(parameter.name()), within(1e-12));
                            assertThat(parameter.decays())
                                    .as(parameter.name())
                                    .isEqualTo(
                                            DECAYING.stream().anyMatch(parameter.name()::endsWith));
                        });
        assertThat(parameters.groups()).hasSize(10);
    }

    @Test
    void sharedTablesAndAbsolutePositionsHaveTheirLayersToo() {
        LayerDecay decay = new LayerDecay(.5, 24);

        assertThat(decay.layer("pos_embed")).isZero();
        assertThat(decay.layer("mask_token")).isZero();
        assertThat(decay.layer("blocks.23.norm1.weight")).isEqualTo(24);
        assertThat(decay.layer("rel_pos_bias.relative_position_bias_table")).isEqualTo(25);
        assertThat(decay.share("blocks.23.norm1.weight")).isEqualTo(.5);
    }

    @Test
    void aStepMovesEachLayerByItsShareAndTheAverageBehind() throws Exception {
        double rate = .01;
        double decay = .3;
        double epsilon = 1e-3; // large, so that the size of a gradient matters
        WeightRules rules = new WeightRules(new LayerDecay(.65, 3), .9);
        TrainingStepModule step =
                new TrainingStepModule(
                        network(),
                        Loss.of("finetune", 2),
                        new AdamW(.9, .999, epsilon, Double.POSITIVE_INFINITY),
                        1,
                        rules);
        Map<String, HostTensor> start =
                new HashMap<>(step.initialState(new SplittableRandom(1)).asMap());
        StateDict weights = new StateDict(start).withoutPrefix(TrainingStepModule.PREFIX);
        start.putAll(WeightAverages.start(network(), rules, weights));
        ScriptArchive archive =
                ScriptArchive.forTraining(step, new StateDict(start), DType.FLOAT32);
        try (TorchModule module = TorchModule.load(archive, TorchDevice.CPU)) {
            List<HostTensor> inputs = List.of(images(), targets());
            Map<String, HostTensor> gradients = module.call("gradients", inputs);
            module.call(
                    "step",
                    List.of(
                            images(),
                            targets(),
                            HostTensor.ofScalar(1),
                            HostTensor.ofScalar(rate),
                            HostTensor.ofScalar(decay)));
            StateDict saved = new StateDict(module.call("state", List.of()));
            StateDict after = saved.withoutPrefix(TrainingStepModule.PREFIX);
            StateDict averages = WeightAverages.of(network(), rules, saved);

            gradients = new TreeMap<>(gradients);
            gradients.remove("loss");
            assertThat(gradients).hasSize(55);
            gradients.forEach(
                    (name, gradient) -> {
                        double share = rate * timmShare(name);
                        boolean decays = DECAYING.stream().anyMatch(name::endsWith);
                        float[] before = weights.get(name).toFloats();
                        float[] moved = after.get(name).toFloats();
                        float[] average = averages.get(name).toFloats();
                        float[] slope = gradient.toFloats();
                        for (int i = 0; i < before.length; i++) {
                            double expected =
                                    before[i] * (1 - (decays ? share * decay : 0))
                                            - share * slope[i] / (Math.abs(slope[i]) + epsilon);
                            assertThat((double) moved[i])
                                    .as(name)
                                    .isCloseTo(expected, within(1e-6));
                            assertThat((double) average[i])
                                    .as(name)
                                    .isCloseTo(.9 * before[i] + .1 * moved[i], within(1e-7));
                        }
                    });
        }
    }

    /**
     * timm's SoftTargetCrossEntropy of these logits and of mixup_target(tensor([0, 2, 3, 1]), 4,
     * lam=.7, smoothing=.1): 1.5926597.
     */
    @Test
    void theLossIsTheCrossEntropyOfSoftTargets() throws Exception {
        ScriptArchive archive =
                ScriptArchive.forInference(new Logits(), new StateDict(Map.of()), DType.FLOAT32);
        float[] logits = {1, -2, .5f, 0, .2f, .4f, -.6f, 3, -1, 0, 1, 2, 2, 2, 2, 1};
        float[] targets = {
            .655f, .295f, .025f, .025f, .025f, .025f, .655f, .295f, //
            .025f, .025f, .295f, .655f, .295f, .655f, .025f, .025f
        };
        try (TorchModule module = TorchModule.load(archive, TorchDevice.CPU)) {
            Map<String, HostTensor> outputs =
                    module.call(
                            "losses",
                            List.of(
                                    HostTensor.ofFloats(logits, 4, 4),
                                    HostTensor.ofFloats(targets, 4, 4)));

            assertThat(outputs.get("loss").toFloats()[0]).isCloseTo(1.5926597f, within(1e-6f));
            assertThat(outputs.get("accuracy").toFloats()[0]).isEqualTo(.5f);
        }
    }

    private static ScriptModule network() {
        return new BeitFeatureModule(CONFIG, Statistics.IMAGENET, 0);
    }

    private static HostTensor images() {
        SplittableRandom random = new SplittableRandom(2);
        float[] pixels = new float[4 * 16 * 16 * 3];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = random.nextInt(256);
        }
        return HostTensor.ofFloats(pixels, 4, 16, 16, 3);
    }

    private static HostTensor targets() {
        return HostTensor.ofFloats(
                new float[] {1, 0, 0, 0, .7f, .3f, .2f, .2f, .6f, 0, 1, 0}, 4, 3);
    }

    /** The loss of a classifier, of logits that are given. */
    private static final class Logits extends ScriptModule {
        Logits() {
            method(BeitFeatureModule.CLASSIFICATION_LOSS);
        }
    }
}
