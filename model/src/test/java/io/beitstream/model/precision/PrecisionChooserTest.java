package io.beitstream.model.precision;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.model.InferenceOptions;
import io.beitstream.model.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PrecisionChooserTest {
    private static final ProductSpeeds EMULATED =
            new ProductSpeeds(Map.of(Precision.FP32, .010, Precision.BF16, .068));
    private static final ProductSpeeds NATIVE =
            new ProductSpeeds(Map.of(Precision.FP32, .028, Precision.BF16, .007));
    private static final ProductSpeeds EQUAL =
            new ProductSpeeds(Map.of(Precision.FP32, .0105, Precision.BF16, .010));
    private static final ProductSpeeds GPU =
            new ProductSpeeds(
                    Map.of(Precision.FP32, .010, Precision.BF16, .0021, Precision.FP16, .002));

    private final List<String> asked = new ArrayList<>();

    @Test
    void autoIsFp32WhereHalfPrecisionIsEmulatedAndSaysSo() {
        PrecisionChoice choice = chooser(EMULATED).choose(cpu(Precision.AUTO));

        assertThat(choice.options()).isEqualTo(cpu(Precision.FP32));
        assertThat(choice.reason())
                .isEqualTo("precision fp32: bf16 is emulated here, 6.8 times slower");
        assertThat(choice.isSlow()).isFalse();
    }

    @Test
    void autoIsBf16WhereItIsFasterAndSaysByHowMuch() {
        PrecisionChoice choice = chooser(NATIVE).choose(cpu(Precision.AUTO));

        assertThat(choice.options()).isEqualTo(cpu(Precision.BF16));
        assertThat(choice.reason()).isEqualTo("precision bf16: 4.0 times faster than fp32 here");
    }

    @Test
    void fullPrecisionIsNotGivenUpForNothing() {
        PrecisionChoice choice = chooser(EQUAL).choose(cpu(Precision.AUTO));

        assertThat(choice.options().precision()).isEqualTo(Precision.FP32);
        assertThat(choice.reason()).isEqualTo("precision fp32: bf16 is no faster here");
    }

    @Test
    void aDeviceThatCannotComputeInHalfPrecisionComputesInFull() {
        ProductSpeeds only = new ProductSpeeds(Map.of(Precision.FP32, .01));

        assertThat(chooser(only).choose(cpu(Precision.AUTO)).reason())
                .isEqualTo("precision fp32: bf16 cannot be computed here");
    }

    @Test
    void fp16MustBeatBf16AndIsNeverTrainedIn() {
        ProductSpeeds clear =
                new ProductSpeeds(
                        Map.of(Precision.FP32, .010, Precision.BF16, .012, Precision.FP16, .002));
        InferenceOptions auto = new InferenceOptions("gpu", Precision.AUTO);

        assertThat(chooser(GPU).choose(auto).options().precision()).isEqualTo(Precision.BF16);
        assertThat(chooser(clear).choose(auto).options().precision()).isEqualTo(Precision.FP16);
        assertThat(chooser(clear).chooseForTraining(auto).options().precision())
                .isEqualTo(Precision.FP32);
    }

    @Test
    void whatWasAskedForIsDoneAndCalledSlowWithTheRemedy() {
        PrecisionChoice slow = chooser(EMULATED).choose(cpu(Precision.BF16));
        PrecisionChoice fast = chooser(NATIVE).choose(cpu(Precision.BF16));

        assertThat(slow.options()).isEqualTo(cpu(Precision.BF16));
        assertThat(slow.isSlow()).isTrue();
        assertThat(slow.reason()).contains("6.8 times slower than fp32", "--precision auto");
        assertThat(fast.isSlow()).isFalse();
        assertThat(fast.reason()).isEqualTo("precision bf16");
    }

    @Test
    void nothingIsMeasuredForFp32AndADeviceOnlyOnce() {
        PrecisionChooser chooser = chooser(EMULATED);

        assertThat(chooser.settle(cpu(Precision.FP32))).isEqualTo(cpu(Precision.FP32));
        assertThat(asked).isEmpty();
        assertThat(chooser.settle(cpu(Precision.AUTO))).isEqualTo(cpu(Precision.FP32));
        assertThat(chooser.settle(cpu(Precision.BF16))).isEqualTo(cpu(Precision.BF16));
        assertThat(asked).containsExactly("cpu");
    }

    private PrecisionChooser chooser(ProductSpeeds speeds) {
        return new PrecisionChooser(
                device -> {
                    asked.add(device);
                    return speeds;
                });
    }

    private static InferenceOptions cpu(Precision precision) {
        return new InferenceOptions("cpu", precision);
    }
}
