package io.beitstream.model.precision;

import io.beitstream.model.Precision;
import io.beitstream.model.script.ScriptArchive;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.StateDict;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Archives of networks for inference in a precision. */
public final class InferenceArchives {
    /**
     * What computes in eight bits: the linear layers of transformer blocks, where nearly all of the
     * time goes.
     */
    public static final Predicate<String> INT8_LAYERS =
            Pattern.compile("(^|\\.)blocks\\.\\d+\\.").asPredicate();

    private InferenceArchives() {}

    /**
     * An archive.
     *
     * @param precision of matrix products; not auto
     */
    public static ScriptArchive of(ScriptModule network, StateDict state, Precision precision) {
        return precision == Precision.INT8
                ? ScriptArchive.forInt8Inference(network, state, INT8_LAYERS)
                : ScriptArchive.forInference(network, state, DType.of(precision));
    }
}
