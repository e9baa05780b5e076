package io.beitstream.jobs;

import io.beitstream.jobs.device.Placement;
import io.beitstream.jobs.operator.NetworkProvider;
import io.beitstream.jobs.operator.PrepareProvider;
import io.beitstream.jobs.operator.StageProvider;
import io.beitstream.jobs.pipeline.ImagePipeline;
import io.beitstream.jobs.pipeline.ImageStage;
import io.beitstream.jobs.pipeline.PrepareStage;
import io.beitstream.jobs.pipeline.StageListener;
import io.beitstream.jobs.pipeline.inference.NetworkSpec;
import io.beitstream.jobs.pipeline.outcome.Codes;
import io.beitstream.jobs.pipeline.outcome.Outcome;
import io.beitstream.schemas.Stage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The stages of a feature extraction in one piece, for what is not a graph of operators. */
public final class FeaturePipelines {
    private FeaturePipelines() {}

    /**
     * Opens the stages on a worker.
     *
     * @throws IOException as {@link StageProvider#open}, as other exceptions
     */
    public static ImagePipeline open(
            FeatureExtractionOptions options, StageListener listener, Placement placement)
            throws IOException {
        PrepareStage prepare = prepare(options).open(listener, placement);
        List<ImageStage<Outcome>> networks = new ArrayList<>();
        ImagePipeline opened = null;
        try {
            for (NetworkProvider network : networks(options)) {
                networks.add(network.open(listener, placement));
            }
            opened = new ImagePipeline(prepare, networks);
            return opened;
        } finally {
            if (opened == null) {
                new ImagePipeline(prepare, networks).close();
            }
        }
    }

    /** The stations that images pass, for the metrics. */
    public static List<Stage> stages(FeatureExtractionOptions options) {
        return Stream.concat(
                        prepare(options).stages().stream(),
                        networks(options).stream().flatMap(network -> network.stages().stream()))
                .distinct()
                .toList();
    }

    private static PrepareProvider prepare(FeatureExtractionOptions options) {
        return new PrepareProvider(options.prepare(), options.decode());
    }

    private static List<NetworkProvider> networks(FeatureExtractionOptions options) {
        List<NetworkProvider> networks = new ArrayList<>();
        NetworkSpec<Codes> tokenizer = options.tokenizer();
        if (tokenizer != null) {
            networks.add(NetworkProvider.tokenize(tokenizer, options.inference()));
        }
        options.encoders()
                .forEach(
                        encoder ->
                                networks.add(
                                        NetworkProvider.encode(
                                                encoder.network(), options.inference())));
        return networks;
    }
}
