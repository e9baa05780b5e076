package io.beitstream.model.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.beitstream.model.checkpoint.CheckpointException;
import io.beitstream.model.checkpoint.ConfigJson;
import io.beitstream.model.data.ImageDataset;
import io.beitstream.model.data.IndexFile;
import io.beitstream.model.file.Publication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;

/**
 * The directory of a training run. Every trainer and the client must see it under the same path.
 *
 * <pre>
 *   run.json, samples.index       what is done, on which samples
 *   rounds/000012/                a published round: training.safetensors, metrics.jsonl, model/
 *   rounds/000013.partial/        a round under way; worth nothing
 * </pre>
 *
 * A round is there completely or not at all: it is published by one rename.
 */
public record RunDirectory(Path path) {
    private static final String DESCRIPTION = "run.json";
    private static final String INDEX = "samples.index";
    private static final String ROUNDS = "rounds";
    private static final String PARTIAL = ".partial";

    /** Whether a run has been set up here. */
    public boolean exists() {
        return Files.isRegularFile(path.resolve(DESCRIPTION));
    }

    /** Sets a run up. */
    public void create(RunDescription description, ImageDataset dataset) throws IOException {
        Files.createDirectories(path.resolve(ROUNDS));
        IndexFile.write(path.resolve(INDEX), dataset);
        describe(description);
    }

    /** Describes the run anew, from its next round on. */
    public void describe(RunDescription description) throws IOException {
        Publication.writeText(
                path.resolve(DESCRIPTION),
                ConfigJson.MAPPER.writeValueAsString(description) + "\n");
    }

    /**
     * What the run does.
     *
     * @throws CheckpointException if its description cannot be understood
     */
    public RunDescription description() throws IOException {
        Path file = path.resolve(DESCRIPTION);
        try {
            return ConfigJson.MAPPER.readValue(Files.readString(file), RunDescription.class);
        } catch (JsonProcessingException e) {
            throw new CheckpointException(file, "unusable: " + e.getOriginalMessage());
        }
    }

    /** The samples, as they were found when the run was set up. */
    public ImageDataset dataset() throws IOException {
        return IndexFile.read(path.resolve(INDEX));
    }

    /** The last published round; -1 if there is none. */
    public int lastRound() throws IOException {
        return published().stream().mapToInt(Integer::intValue).max().orElse(-1);
    }

    private List<Integer> published() throws IOException {
        List<Integer> rounds = new ArrayList<>();
        for (Path entry : entries()) {
            String name = entry.getFileName().toString();
            if (name.matches("\\d{6,}")) {
                rounds.add(Integer.parseInt(name));
            }
        }
        return rounds;
    }

    private List<Path> entries() throws IOException {
        Path rounds = path.resolve(ROUNDS);
        if (!Files.isDirectory(rounds)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(rounds)) {
            return entries.toList();
        }
    }

    /** A published round. */
    public RoundDirectory round(int round) {
        return new RoundDirectory(path.resolve(ROUNDS).resolve(name(round)));
    }

    /** A round under way. */
    public RoundDirectory partialRound(int round) {
        return new RoundDirectory(Publication.partial(round(round).path()));
    }

    private static String name(int round) {
        return String.format(Locale.ROOT, "%06d", round);
    }

    /** Publishes what lies complete in the partial directory of a round. */
    public void publish(int round) throws IOException {
        Publication.rename(partialRound(round).path(), round(round).path());
    }

    /** Removes rounds that were never finished. Only while nobody works on one. */
    public void removePartialRounds() throws IOException {
        for (Path entry : entries()) {
            if (entry.getFileName().toString().endsWith(PARTIAL)) {
                FileUtils.deleteDirectory(entry.toFile());
            }
        }
    }

    /** Removes all published rounds but the last ones. */
    public void keepLast(int count) throws IOException {
        int last = lastRound();
        for (int round : published()) {
            if (round <= last - count) {
                // First out of the way, so that what is half removed is not taken for a round.
                Path removed = partialRound(round).path();
                Publication.rename(round(round).path(), removed);
                FileUtils.deleteDirectory(removed.toFile());
            }
        }
    }
}
