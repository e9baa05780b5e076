package io.beitstream.infra.cli;

import io.beitstream.infra.state.JobName;
import io.beitstream.jobs.EncoderSpec;
import io.beitstream.jobs.ModelSpecs;
import io.beitstream.jobs.Rollouts;
import io.beitstream.jobs.pipeline.inference.NetworkSpec;
import io.beitstream.jobs.pipeline.outcome.Codes;
import io.beitstream.jobs.rollout.topic.ControlContent;
import io.beitstream.jobs.rollout.topic.ControlTopic;
import io.beitstream.jobs.sink.KafkaSinkOptions;
import io.beitstream.jobs.sink.KafkaSinks;
import io.beitstream.model.FeatureSelection;
import io.beitstream.model.inference.EncoderSource;
import io.beitstream.schemas.RolloutState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of a job whose models can change, and the models that changes have brought. */
final class RolloutGroup {
    @Option(
            names = "--control-topic",
            paramLabel = "TOPIC",
            description =
                    "a compacted topic by which 'rollout' changes models while the job runs; what it says serves,"
                            + " whatever --tokenizer and --encoder name")
    private @Nullable String controlTopic;

    @Option(
            names = "--shadow-topic",
            paramLabel = "TOPIC",
            description = "for the vectors of encoders that 'rollout shadow' tries")
    private @Nullable String shadowTopic;

    private final List<String> notices = new ArrayList<>();
    private ControlContent content = new ControlContent(List.of(), List.of());

    /** Topics that must be there, beside those of the output, and the options that name them. */
    Map<String, String> topics() {
        Map<String, String> topics = new LinkedHashMap<>();
        if (shadowTopic != null) {
            if (controlTopic == null) {
                throw new IllegalArgumentException(
                        "--shadow-topic is filled by rollouts: name a --control-topic too");
            }
            topics.put(shadowTopic, "--shadow-topic");
        }
        if (controlTopic != null) {
            topics.put(controlTopic, "--control-topic");
        }
        return topics;
    }

    /** The topic that must keep the newest of each key; null without one. */
    @Nullable String compactedTopic() {
        return controlTopic;
    }

    private ControlTopic topic(KafkaMixin kafka) throws IOException {
        return new ControlTopic(
                kafka.bootstrapServers(),
                kafka.clientProperties(),
                Objects.requireNonNull(controlTopic));
    }

    /** Reads what changes have been made. */
    void read(KafkaMixin kafka) throws IOException {
        if (controlTopic != null) {
            content = topic(kafka).read();
        }
    }

    /** What a change has brought in place of what the command line names. */
    private Optional<RolloutState> chosen(JobName job, String network) {
        return content.state(job.text(), network).filter(RolloutState::getChosen);
    }

    /** The tokenizer that serves. */
    @Nullable NetworkSpec<Codes> tokenizer(ModelSpecs models, JobName job, @Nullable Path named)
            throws IOException {
        if (named == null) {
            return null;
        }
        Optional<RolloutState> chosen = chosen(job, Rollouts.TOKENIZER);
        if (chosen.isEmpty()) {
            return models.tokenizer(named);
        }
        NetworkSpec<Codes> spec = models.tokenizer(Path.of(uri(chosen.get())));
        notice(chosen.get(), spec, named.toAbsolutePath().normalize().toString());
        return spec;
    }

    /** The encoders that serve. */
    List<EncoderSpec> encoders(
            ModelSpecs models, JobName job, NamedEncoders named, FeatureSelection selection)
            throws IOException {
        List<EncoderSpec> specs = new ArrayList<>();
        for (NamedEncoders.NamedEncoder one : named.all()) {
            Optional<RolloutState> chosen = chosen(job, Rollouts.encoder(one.name()));
            EncoderSource source =
                    chosen.map(state -> new EncoderSource(uri(state))).orElse(one.source());
            EncoderSpec spec = new EncoderSpec(one.name(), models.encoder(source, selection));
            if (chosen.isPresent()) {
                notice(chosen.get(), spec.network(), one.source().absolute().text());
            }
            specs.add(spec);
        }
        return specs;
    }

    private static String uri(RolloutState state) {
        return state.getServing().getModelUri();
    }

    private void notice(RolloutState state, NetworkSpec<?> spec, String named) {
        String id = state.getServing().getModelId();
        if (!spec.modelId().equals(id)) {
            throw new IllegalArgumentException(
                    "%s holds the model %s, but %s serves by the control topic: put it back there"
                            .formatted(uri(state), spec.modelId(), id));
        }
        if (!uri(state).equals(named)) {
            notices.add(
                    "%s: %s in %s serves, as rolled out, not what the command line names in %s"
                            .formatted(state.getNetwork(), id, uri(state), named));
        }
    }

    /** What is to be said when the job begins, a line each. */
    List<String> notices() {
        return notices;
    }

    /** How the job's models can change; null if they cannot. */
    @Nullable Rollouts rollouts(KafkaMixin kafka, JobName job, Optional<KafkaSinkOptions> sinks)
            throws IOException {
        if (controlTopic == null) {
            return null;
        }
        String shadow = shadowTopic;
        if (shadow != null && sinks.isEmpty()) {
            throw new IllegalArgumentException(
                    "--shadow-topic needs Kafka output: name topics instead of --out");
        }
        return new Rollouts(
                job.text(),
                topic(kafka),
                shadow == null ? null : KafkaSinks.embeddings(sinks.orElseThrow(), shadow),
                content.states().stream()
                        .filter(state -> state.getJob().equals(job.text()))
                        .toList());
    }
}
