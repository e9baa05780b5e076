package io.beitstream.model.pickle;

import java.util.Set;

/**
 * The name of a Python class or function. It stays a name: nothing is imported, nothing is called.
 */
public record Global(String module, String name) {
    /** What state dicts, and the training state around them, are made of. */
    private static final Set<String> ACCEPTED =
            Set.of(
                    "collections.OrderedDict",
                    "collections.defaultdict",
                    "argparse.Namespace",
                    "torch._utils._rebuild_tensor_v2",
                    "torch._utils._rebuild_tensor",
                    "torch._utils._rebuild_parameter",
                    "torch.Size",
                    "torch.device",
                    "torch.FloatStorage",
                    "torch.DoubleStorage",
                    "torch.HalfStorage",
                    "torch.BFloat16Storage",
                    "torch.LongStorage",
                    "torch.IntStorage",
                    "torch.ShortStorage",
                    "torch.CharStorage",
                    "torch.ByteStorage",
                    "torch.BoolStorage",
                    "torch.float32",
                    "torch.float16",
                    "torch.bfloat16",
                    "torch.jit._pickle.build_intlist",
                    "torch.jit._pickle.build_doublelist",
                    "torch.jit._pickle.build_boollist",
                    "torch.jit._pickle.build_tensorlist",
                    "torch.jit._pickle.restore_type_tag",
                    "numpy.dtype",
                    "numpy.core.multiarray.scalar",
                    "numpy._core.multiarray.scalar",
                    "_codecs.encode",
                    "pathlib.PosixPath");

    /** The dotted name. */
    public String qualified() {
        return module + "." + name;
    }

    /**
     * Whether this is one of the names that a checkpoint may hold; TorchScript's own classes are
     * inert data.
     */
    boolean isAccepted() {
        return ACCEPTED.contains(qualified())
                || module.equals("__torch__")
                || module.startsWith("__torch__.");
    }
}
