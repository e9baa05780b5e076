package io.beitstream.model.engine;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import io.beitstream.model.DeviceException;
import io.beitstream.model.checkpoint.CheckpointException;
import io.beitstream.model.script.ScriptArchive;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A TorchScript module loaded by libtorch, in the mode its archive was made for. Calls may come
 * from any thread, several at once; each call owns its tensors and frees them before it returns.
 */
public final class TorchModule implements AutoCloseable {
    /** Under this name the only, unnamed output of a method is returned. */
    public static final String RESULT = "result";

    private static final Map<Device, Object> TURNS = new ConcurrentHashMap<>();

    private final Model model;
    private final TorchDevice device;
    private final ParameterStore parameters;
    private final boolean training;

    private TorchModule(Model model, TorchDevice device, boolean training) {
        this.model = model;
        this.device = device;
        this.parameters = new ParameterStore(model.getNDManager(), false);
        this.training = training;
    }

    /**
     * Compiles and loads an archive on a device.
     *
     * @throws IOException if the archive cannot be written to the temporary directory
     * @throws CheckpointException if libtorch refuses it
     * @throws DeviceException if the device is not there, or cannot hold it
     */
    public static TorchModule load(ScriptArchive archive, TorchDevice device) throws IOException {
        Model model = Model.newInstance("module", device.resolve(), "PyTorch");
        Path directory = Files.createTempDirectory("beitstream-model");
        Path file = directory.resolve("module.pt");
        try {
            archive.write(file);
            return load(
                    model, directory, Path.of("the compiled module"), device, archive.isTraining());
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(directory);
        }
    }

    /**
     * Loads somebody's archive, {@code NAME.pt}, for inference; errors as in {@link
     * #load(ScriptArchive, TorchDevice)}.
     */
    public static TorchModule load(Path file, TorchDevice device) throws IOException {
        Model model = Model.newInstance("module", device.resolve(), "PyTorch");
        Path directory = Files.createTempDirectory("beitstream-model");
        Path link = directory.resolve("module.pt");
        try {
            Files.createSymbolicLink(link, file.toAbsolutePath());
            return load(model, directory, file, device, false);
        } finally {
            Files.deleteIfExists(link);
            Files.deleteIfExists(directory);
        }
    }

    private static TorchModule load(
            Model model, Path directory, Path told, TorchDevice device, boolean training)
            throws IOException {
        try {
            model.load(directory, "module", Map.of("trainParam", Boolean.toString(training)));
            if (training) {
                // The loader leaves every module in evaluation mode, and believes the opposite.
                JniUtils.enableTrainingMode((PtSymbolBlock) model.getBlock());
            }
            return new TorchModule(model, device, training);
        } catch (MalformedModelException | RuntimeException e) {
            model.close();
            throw DeviceFailure.of(device.name(), e)
                    .map(RuntimeException.class::cast)
                    .orElseGet(() -> refused(told, e));
        }
    }

    private static CheckpointException refused(Path told, Exception e) {
        CheckpointException refusal =
                new CheckpointException(told, "libtorch refuses the module: " + e.getMessage());
        refusal.initCause(e);
        return refusal;
    }

    /** What a call has returned: tensors read into the host's memory, and one that was not. */
    public record Kept(Map<String, HostTensor> read, DeviceTensor kept) implements AutoCloseable {
        @Override
        public void close() {
            kept.close();
        }
    }

    /**
     * Calls a method when no other such call runs on the device: two long ones at once would only
     * take each other's processors, or memory.
     */
    public Map<String, HostTensor> callInTurn(String method, List<HostTensor> inputs) {
        synchronized (turn()) {
            return call(method, inputs);
        }
    }

    /**
     * The same for a method of whose outputs one is to stay on the device.
     *
     * @param kept its name
     */
    public Kept callInTurnKeeping(String kept, String method, List<HostTensor> inputs) {
        synchronized (turn()) {
            Results results = call(method, inputs, List.of(), kept);
            return new Kept(results.read(), Objects.requireNonNull(results.kept(), kept));
        }
    }

    private Object turn() {
        return TURNS.computeIfAbsent(device.resolve(), one -> new Object());
    }

    /** Calls {@code forward}. */
    public HostTensor forward(HostTensor input) {
        Map<String, HostTensor> outputs = call(null, List.of(input));
        return outputs.values().iterator().next();
    }

    /**
     * Calls a method; null stands for {@code forward}.
     *
     * @return the outputs by name; a single tensor is named {@link #RESULT}
     * @throws InferenceException if libtorch reports an error
     * @throws DeviceException if it blames the device
     */
    public Map<String, HostTensor> call(@Nullable String method, List<HostTensor> inputs) {
        return call(method, inputs, List.of(), null).read();
    }

    /** Calls a method that takes a tensor of some device; it is copied if that is not this one. */
    public Map<String, HostTensor> call(
            String method, DeviceTensor first, List<HostTensor> others) {
        return call(method, others, List.of(first), null).read();
    }

    private record Results(Map<String, HostTensor> read, @Nullable DeviceTensor kept) {}

    private Results call(
            @Nullable String method,
            List<HostTensor> inputs,
            List<DeviceTensor> before,
            @Nullable String keep) {
        if (training) {
            // Of this thread. Unoptimised, the first calls compute what later ones do, to the bit.
            JniUtils.setGradMode(true);
            JniUtils.setGraphExecutorOptimize(false);
        }
        try (NDManager manager = model.getNDManager().newSubManager()) {
            NDList arguments = new NDList();
            before.forEach(tensor -> arguments.add(here(manager, tensor.array())));
            inputs.forEach(input -> arguments.add(create(manager, input)));
            if (method != null) {
                NDArray name = manager.create(0);
                name.setName("module_method:" + method);
                arguments.add(name);
            }
            Map<String, HostTensor> results = new LinkedHashMap<>();
            DeviceTensor kept = null;
            for (NDArray output : model.getBlock().forward(parameters, arguments, training)) {
                String name = output.getName() == null ? RESULT : output.getName();
                if (name.equals(keep)) {
                    output.attach(model.getNDManager());
                    kept = new DeviceTensor(output);
                } else {
                    output.attach(manager);
                    results.put(name, read(output));
                }
            }
            return new Results(results, kept);
        } catch (EngineException e) {
            throw DeviceFailure.of(device.name(), e)
                    .map(RuntimeException.class::cast)
                    .orElseGet(() -> new InferenceException(String.valueOf(e.getMessage()), e));
        }
    }

    @Override
    public void close() {
        model.close();
    }

    private NDArray here(NDManager manager, NDArray tensor) {
        NDArray here = tensor.toDevice(device.resolve(), false);
        if (here != tensor) {
            here.attach(manager);
        }
        return here;
    }

    private static NDArray create(NDManager manager, HostTensor tensor) {
        ByteBuffer direct = tensor.data();
        if (!direct.isDirect()) {
            direct = ByteBuffer.allocateDirect(direct.remaining()).put(direct).flip();
        }
        direct.order(ByteOrder.nativeOrder());
        return manager.create(direct, new Shape(tensor.shape()), dataType(tensor.type()));
    }

    private static HostTensor read(NDArray array) {
        ByteBuffer bytes = array.toByteBuffer();
        return HostTensor.of(hostType(array.getDataType()), bytes, array.getShape().getShape());
    }

    private static DataType dataType(DType type) {
        return switch (type) {
            case FLOAT32 -> DataType.FLOAT32;
            case FLOAT64 -> DataType.FLOAT64;
            case INT64 -> DataType.INT64;
            case INT32 -> DataType.INT32;
            case UINT8 -> DataType.UINT8;
            case BOOL -> DataType.BOOLEAN;
            // The engine aborts the JVM on bf16 and has no fp16 creation: modules take and return
            // fp32.
            case FLOAT16, BFLOAT16 ->
                    throw new IllegalArgumentException(type + " does not cross into the engine");
        };
    }

    private static DType hostType(DataType type) {
        return switch (type) {
            case FLOAT32 -> DType.FLOAT32;
            case FLOAT64 -> DType.FLOAT64;
            case INT64 -> DType.INT64;
            case INT32 -> DType.INT32;
            case UINT8 -> DType.UINT8;
            case BOOLEAN -> DType.BOOL;
            default -> throw new IllegalStateException("the module returned " + type);
        };
    }
}
