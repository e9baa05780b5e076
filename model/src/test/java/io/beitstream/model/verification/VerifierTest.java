package io.beitstream.model.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beitstream.model.checkpoint.CheckpointException;
import io.beitstream.model.checkpoint.SafetensorsFile;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifierTest {
    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vqkd_tiny",
                "pretrain_cls_tiny",
                "features_rel_pos_tiny",
                "features_abs_pos_tiny",
                "teacher_clip_tiny",
                "teacher_dino_tiny",
                "kmeans"
            })
    void everyOutputEqualsTheOfficialImplementation(String name) throws Exception {
        List<Comparison> comparisons = Verifier.verify(golden(name), null);

        assertThat(comparisons).hasSizeGreaterThan(1).allMatch(Comparison::passed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cosine_schedules.json",
                "block_mask_statistics.json",
                "timm_beitv2_tiny",
                "timm_clip",
                "timm_siglip",
                "timm_dinov2_reg",
                "timm_dinov3_plus",
                "hf_beit_tiny",
                "hf_clip_tiny",
                "hf_siglip_tiny",
                "hf_dinov2_tiny",
                "hf_dinov3_tiny",
                "hf_dinov2_reg_swiglu",
                "hf_dinov3_gated",
                "checkpoint_wrapped.pth",
                "checkpoint_wrapped_legacy.pth",
                "checkpoint_bare_half_module_prefix.pth"
            })
    void foreignModelsCheckpointsSchedulesAndMasksAgree(String name) throws Exception {
        Path source = Path.of(VerifierTest.class.getResource("/golden/" + name).toURI());

        assertThat(Verifier.verify(source, null))
                .hasSizeGreaterThan(1)
                .allMatch(Comparison::passed);
    }

    @Test
    void aWrongWeightFailsTheOutputsThatDependOnIt() throws Exception {
        SafetensorsFile sound = SafetensorsFile.read(golden("vqkd_tiny"));
        Map<String, HostTensor> tensors = new LinkedHashMap<>(sound.tensors().asMap());
        tensors.computeIfPresent(
                "weights.decoder.fc_norm.bias",
                (key, bias) -> {
                    float[] values = bias.toFloats();
                    values[0] += 0.1f;
                    return HostTensor.ofFloats(values, bias.shape());
                });
        Path changed = directory.resolve("changed.safetensors");
        SafetensorsFile.write(changed, new StateDict(tensors), sound.metadata());

        List<Comparison> comparisons = Verifier.verify(changed, null);

        assertThat(comparisons)
                .filteredOn(c -> c.name().equals("eval.codes"))
                .allMatch(Comparison::passed);
        assertThat(comparisons)
                .filteredOn(c -> c.name().equals("eval.reconstruction"))
                .hasSize(1)
                .noneMatch(Comparison::passed);
    }

    @Test
    void everyParameterOfThePretrainingModelReceivesAGradient() throws Exception {
        List<String> compared =
                Verifier.verify(golden("pretrain_cls_tiny"), null).stream()
                        .filter(c -> c.name().startsWith("grad.") && c.passed())
                        .map(c -> c.name().substring("grad.".length()))
                        .toList();
        Map<String, HostTensor> tensors =
                SafetensorsFile.read(golden("pretrain_cls_tiny")).tensors().asMap();

        List<String> learned =
                tensors.keySet().stream()
                        .filter(name -> name.startsWith("weights."))
                        .map(name -> name.substring("weights.".length()))
                        .filter(name -> !name.endsWith("relative_position_index"))
                        .toList();

        assertThat(compared).containsExactlyInAnyOrderElementsOf(learned);
        for (String name : learned) {
            float largest = 0;
            for (float value : tensors.get("grad." + name).toFloats()) {
                largest = Math.max(largest, Math.abs(value));
            }
            assertThat(largest).as(name).isPositive();
        }
    }

    @Test
    void aFileOfAnotherKindIsRefusedByName() throws Exception {
        Path other = directory.resolve("other.safetensors");
        SafetensorsFile.write(
                other, new StateDict(Map.of("x", HostTensor.ofFloats(new float[1], 1))), Map.of());

        assertThatThrownBy(() -> Verifier.verify(other, null))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("other.safetensors")
                .hasMessageContaining("not a reference file");
    }

    private static Path golden(String name) throws Exception {
        return Path.of(VerifierTest.class.getResource("/golden/" + name + ".safetensors").toURI());
    }
}
