package io.beitstream.jobs.operator;

import io.beitstream.jobs.device.Placement;
import io.beitstream.jobs.metrics.BeitstreamMetric;
import io.beitstream.jobs.pipeline.ImageStage;
import io.beitstream.jobs.pipeline.NetworkStages;
import io.beitstream.jobs.pipeline.StageListener;
import io.beitstream.jobs.pipeline.inference.DeviceCalls;
import io.beitstream.jobs.pipeline.inference.InferenceSettings;
import io.beitstream.jobs.pipeline.inference.NetworkSpec;
import io.beitstream.jobs.pipeline.outcome.Codes;
import io.beitstream.jobs.pipeline.outcome.Outcome;
import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import io.beitstream.jobs.pipeline.outcome.Vectors;
import io.beitstream.model.inference.Gpus;
import io.beitstream.schemas.Stage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Opens the stage of a network. */
public final class NetworkProvider implements StageProvider<Outcome> {
    private static final long serialVersionUID = 1L;
    private static final int BITS_OF_A_MIB = 20;
    private static final double MILLIS_OF_A_SECOND = 1000;

    /** Opens the stage with its network on a device. */
    private interface Opening extends java.io.Serializable {
        ImageStage<Outcome> open(String device, StageListener listener) throws IOException;
    }

    private final Stage stage;
    private final String device;
    private final Opening opening;

    private NetworkProvider(Stage stage, String device, Opening opening) {
        this.stage = stage;
        this.device = device;
        this.opening = opening;
    }

    /** For the stage that adds the visual tokens. */
    public static NetworkProvider tokenize(
            NetworkSpec<Codes> tokenizer, InferenceSettings settings) {
        return new NetworkProvider(
                Stage.TOKENIZE,
                tokenizer.loader().device(),
                (device, listener) ->
                        NetworkStages.tokenize(tokenizer.on(device), settings, listener));
    }

    /** For the stage that adds the embedding. */
    public static NetworkProvider encode(NetworkSpec<Vectors> encoder, InferenceSettings settings) {
        return new NetworkProvider(
                Stage.ENCODE,
                encoder.loader().device(),
                (device, listener) -> NetworkStages.encode(encoder.on(device), settings, listener));
    }

    @Override
    public ImageStage<Outcome> open(StageListener listener, Placement placement)
            throws IOException {
        return opening.open(placement.deviceFor(device), listener);
    }

    @Override
    public Map<BeitstreamMetric, Supplier<Number>> gauges(Placement placement) {
        return deviceGauges(placement.deviceFor(device));
    }

    /** The gauges of a device that a network is on. */
    static Map<BeitstreamMetric, Supplier<Number>> deviceGauges(String placed) {
        Supplier<Number> call =
                () -> DeviceCalls.OF_THIS_JVM.longest().toMillis() / MILLIS_OF_A_SECOND;
        return Gpus.isGpu(placed)
                ? Map.of(
                        BeitstreamMetric.DEVICE_CALL_SECONDS,
                        call,
                        BeitstreamMetric.DEVICE_MEMORY_MIB,
                        () -> Gpus.usedBytes(placed) >> BITS_OF_A_MIB)
                : Map.of(BeitstreamMetric.DEVICE_CALL_SECONDS, call);
    }

    @Override
    public List<Stage> stages() {
        return List.of(stage);
    }

    @Override
    public SourceRecord sourceOf(Outcome outcome) {
        return outcome.context().source();
    }
}
