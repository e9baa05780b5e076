package io.beitstream.model.precision;

import io.beitstream.model.InferenceOptions;
import io.beitstream.model.Precision;
import io.beitstream.model.engine.TorchDevice;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what {@code auto} is, on the machine that runs the network: the fastest precision that
 * keeps the numbers. Asks for a device's speeds once. Thread-safe.
 */
public final class PrecisionChooser {
    private static final Logger LOG = LoggerFactory.getLogger(PrecisionChooser.class);
    private static final List<Precision> ON_CPU = List.of(Precision.FP32, Precision.BF16);
    private static final List<Precision> ON_GPU =
            List.of(Precision.FP32, Precision.BF16, Precision.FP16);

    private final SpeedSource source;
    private final Map<String, ProductSpeeds> speeds = new HashMap<>();
    private final Set<String> said = new HashSet<>();

    public PrecisionChooser(SpeedSource source) {
        this.source = source;
    }

    /** This machine's. */
    public static PrecisionChooser ofThisMachine() {
        return OfThisMachine.INSTANCE;
    }

    private static final class OfThisMachine {
        static final PrecisionChooser INSTANCE =
                new PrecisionChooser(
                        new CachedSpeeds(
                                CachedSpeeds.userFile(),
                                Processor.name() + ", libtorch " + TorchDevice.libtorchVersion(),
                                new MeasuredSpeeds()));
    }

    /** What there is to choose from on a device, the fullest first. */
    public static List<Precision> candidates(String device) {
        return device.equals("cpu") ? ON_CPU : ON_GPU;
    }

    /**
     * The choice for inference.
     *
     * @throws io.beitstream.model.DeviceException if the device is not there
     */
    public PrecisionChoice choose(InferenceOptions options) {
        return choose(options, candidates(options.device()));
    }

    /** The choice for training, where fp16 would need loss scaling; errors as above. */
    public PrecisionChoice chooseForTraining(InferenceOptions options) {
        return choose(options, ON_CPU);
    }

    /** The options with the choice for inference, which is logged; errors as above. */
    public InferenceOptions settle(InferenceOptions options) {
        return logged(choose(options));
    }

    /** The options with the choice for training, which is logged; errors as above. */
    public InferenceOptions settleForTraining(InferenceOptions options) {
        return logged(chooseForTraining(options));
    }

    private PrecisionChoice choose(InferenceOptions options, List<Precision> candidates) {
        if (options.precision() == Precision.FP32 || options.precision() == Precision.INT8) {
            return PrecisionChoice.given(options);
        }
        ProductSpeeds known = speeds(options.device());
        return options.precision() == Precision.AUTO
                ? PrecisionChoice.fastest(options.device(), known.fastest(candidates), known)
                : PrecisionChoice.given(options, known);
    }

    private synchronized ProductSpeeds speeds(String device) {
        return speeds.computeIfAbsent(device, source::of);
    }

    private InferenceOptions logged(PrecisionChoice choice) {
        if (isNew(choice.reason())) {
            if (choice.isSlow()) {
                LOG.warn("{}", choice.reason());
            } else {
                LOG.info("{}", choice.reason());
            }
        }
        return choice.options();
    }

    private synchronized boolean isNew(String reason) {
        return said.add(reason);
    }
}
