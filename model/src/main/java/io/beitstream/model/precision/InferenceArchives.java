package io.beitstream.model.precision;

import io.beitstream.model.InferenceOptions;
import io.beitstream.model.Precision;
import io.beitstream.model.script.KernelChoice;
import io.beitstream.model.script.Kernels;
import io.beitstream.model.script.ScriptArchive;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.StateDict;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Archives of networks for inference in a precision. */
public final class InferenceArchives {
    /**
     * The layers of transformer blocks, where nearly all of the time goes, and whose linear ones
     * take their inputs in the type that the archive computes in.
     */
    public static final Predicate<String> IN_BLOCKS =
            Pattern.compile("(^|\\.)blocks\\.\\d+\\.").asPredicate();

    private InferenceArchives() {}

    /**
     * An archive for a device.
     *
     * @param options with a precision that is not auto
     */
    public static ScriptArchive of(
            ScriptModule network, StateDict state, InferenceOptions options) {
        return options.precision() == Precision.INT8
                ? ScriptArchive.forInt8Inference(network, state, IN_BLOCKS)
                : ScriptArchive.forInference(
                        network,
                        state,
                        DType.of(options.precision()),
                        kernels(options.device(), DType.of(options.precision())));
    }

    /** The fastest kernels for a device that keep the numbers. */
    public static KernelChoice kernels(String device, DType computeType) {
        if (!device.equals("cpu") || !Processor.isX86()) {
            return KernelChoice.PLAIN;
        }
        return switch (computeType) {
            case FLOAT32 ->
                    KernelChoice.everywhere(
                            Processor.has("avx512f") ? Kernels.PACKED_AND_FUSED : Kernels.PACKED);
            case BFLOAT16 ->
                    Processor.has("avx512_bf16")
                            ? new KernelChoice(Kernels.PACKED_AND_FUSED, IN_BLOCKS)
                            : KernelChoice.PLAIN;
            default -> KernelChoice.PLAIN;
        };
    }
}
