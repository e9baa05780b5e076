package io.beitstream.infra.cli;

import io.beitstream.infra.deadletters.LetterFilter;
import io.beitstream.infra.deadletters.Moment;
import io.beitstream.infra.deadletters.Wildcard;
import io.beitstream.schemas.Stage;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that select dead letters; all of them must hold. */
final class LetterFilterMixin {
    @Option(
            names = "--stage",
            paramLabel = "STAGE",
            split = ",",
            description = "where it failed: ${COMPLETION-CANDIDATES}")
    private Set<Stage> stages = Set.of();

    @Option(
            names = "--cause",
            paramLabel = "CAUSE",
            split = ",",
            description = "why it failed, such as image-truncated or http-*")
    private List<Wildcard> causes = List.of();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description =
                    "failed at or after: 2026-11-01T10:00:00Z, 2026-11-01, or 2h for two hours ago")
    private @Nullable String since;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            description = "failed before that moment, or on that day at the latest")
    private @Nullable String until;

    @Option(
            names = "--id",
            paramLabel = "ID",
            description = "image id or key, with * for any characters; may be repeated")
    private List<Wildcard> ids = List.of();

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description = "a model the job was running, with * for any characters")
    private List<Wildcard> models = List.of();

    LetterFilter filter() {
        Moment moment = new Moment(InstantSource.system());
        return new LetterFilter(
                stages,
                causes,
                since == null ? null : moment.since(since),
                until == null ? null : moment.until(until),
                ids,
                models);
    }
}
