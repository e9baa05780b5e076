package io.beitstream.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.EngineException;
import io.beitstream.model.DeviceException;
import io.beitstream.model.DeviceException.Kind;
import io.beitstream.model.checkpoint.CheckpointException;
import io.beitstream.model.script.ScriptArchive;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceFailureTest {
    @TempDir private Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CUDA out of memory. Tried to allocate 20.00 MiB. GPU 0 has a total capacity of"
                        + " 79.10 GiB of which 3.19 MiB is free.|OUT_OF_MEMORY",
                "[enforce fail at alloc_cpu.cpp:118] err == 0. DefaultCPUAllocator: can't allocate"
                        + " memory: you tried to allocate 400000000000 bytes. Error code 12 (Cannot"
                        + " allocate memory)|OUT_OF_MEMORY",
                "DefaultCPUAllocator: not enough memory: you tried to allocate 4096"
                        + " bytes.|OUT_OF_MEMORY",
                "CUDA error: out of memory|OUT_OF_MEMORY",
                "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling"
                        + " `cublasCreate(handle)`|OUT_OF_MEMORY",
                "cuDNN error: CUDNN_STATUS_ALLOC_FAILED|OUT_OF_MEMORY",
                "std::bad_alloc|OUT_OF_MEMORY",
                "No CUDA GPUs are available|UNAVAILABLE",
                "Found no NVIDIA driver on your system.|UNAVAILABLE",
                "CUDA error: no kernel image is available for execution on the device|UNAVAILABLE",
                "CUDA error: invalid device ordinal|UNAVAILABLE",
                "PyTorch is not compiled with CUDA support|UNAVAILABLE",
                "Could not run 'aten::empty.memory_format' with arguments from the 'CUDA'"
                        + " backend.|UNAVAILABLE",
                "CUDA error: device-side assert triggered|LOST",
                "CUDA error: an illegal memory access was encountered|LOST",
                "CUDA error: unspecified launch failure|LOST",
                "CUDA error: uncorrectable ECC error encountered|LOST",
                "cuDNN error: CUDNN_STATUS_EXECUTION_FAILED|LOST",
                "CUDA error: CUBLAS_STATUS_EXECUTION_FAILED when calling `cublasSgemm(...)`|LOST"
            })
    void messagesAboutTheDeviceAreKnown(String message, Kind kind) {
        assertThat(DeviceFailure.kindOf(message)).contains(kind);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mat1 and mat2 shapes cannot be multiplied (8x768 and 769x768)",
                "The size of tensor a (197) must match the size of tensor b (196) at non-singleton"
                        + " dimension 1",
                "shape '[1, 3, 224, 224]' is invalid for input of size 12",
                "Expected all tensors to be on the same device, but found at least two devices,"
                        + " cuda:0 and cpu!",
                "PytorchStreamReader failed reading zip archive: failed finding central directory",
                "Method 'nonsense' is not defined.",
                "index out of range in self"
            })
    void messagesAboutContentAreNot(String message) {
        assertThat(DeviceFailure.kindOf(message)).isEmpty();
    }

    @Test
    void causesAreLookedAtAndTheDeviceIsNamed() {
        EngineException failure =
                new EngineException("call failed", new RuntimeException("CUDA error: x\nmore"));

        DeviceException told = DeviceFailure.of("gpu:1", failure).orElseThrow();

        assertThat(told).hasMessage("device gpu:1: CUDA error: x").hasCause(failure);
        assertThat(told.kind()).isEqualTo(Kind.LOST);
    }

    @Test
    void aGpuThatIsNotThereIsUnavailable() {
        assertThatThrownBy(() -> new TorchDevice("gpu:99").requireAvailable())
                .isInstanceOfSatisfying(
                        DeviceException.class,
                        e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE))
                .hasMessageContaining("gpu:99");
    }

    @Test
    void whoAsksForAGpuThatIsNotThereIsToldWhichAre() {
        assertThat(TorchDevice.unavailable("gpu:7", 4))
                .hasMessage(
                        "device gpu:7 was asked for, but of GPUs libtorch sees 4, gpu:0 to gpu:3:"
                                + " use --device gpu for any of them, or --device cpu");
        assertThat(TorchDevice.unavailable("gpu", 0))
                .hasMessage(
                        "device gpu was asked for, but of GPUs libtorch sees none: use --device"
                                + " cpu, or a CUDA build of libtorch (infra/gpu/README.md)");
    }

    @Test
    void aFileThatIsNoModuleIsToBlameItself() throws Exception {
        Path file = Files.writeString(directory.resolve("no-module.pt"), "words");

        assertThatThrownBy(() -> TorchModule.load(file, TorchDevice.CPU))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("no-module.pt")
                .hasMessageContaining("libtorch refuses the module");
    }

    @Test
    void aBatchThatNoMemoryCouldHoldIsTheDevicesFailureAndAWrongOneIsNot() throws Exception {
        ScriptArchive archive =
                ScriptArchive.forInference(new Grows(), new StateDict(Map.of()), DType.FLOAT32);
        try (TorchModule module = TorchModule.load(archive, TorchDevice.CPU)) {
            HostTensor input = HostTensor.ofFloats(new float[] {1}, 1);

            assertThatThrownBy(() -> module.call("grow", List.of(input)))
                    .isInstanceOfSatisfying(
                            DeviceException.class,
                            e -> assertThat(e.kind()).isEqualTo(Kind.OUT_OF_MEMORY));
            assertThatThrownBy(() -> module.call("reshaped", List.of(input)))
                    .isInstanceOf(InferenceException.class);
        }
    }

    private static final class Grows extends ScriptModule {
        Grows() {
            method(
                    """
                    def forward(self, x: Tensor) -> Tensor:
                        return x
                    """);
            method(
                    """
                    def grow(self, x: Tensor) -> Tensor:
                        return x.repeat([1000000000000000])
                    """);
            method(
                    """
                    def reshaped(self, x: Tensor) -> Tensor:
                        return x.reshape([7])
                    """);
        }
    }
}
