package io.beitstream.model.training.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.beitstream.model.checkpoint.CheckpointException;
import io.beitstream.model.checkpoint.ConfigJson;
import io.beitstream.model.file.Publication;
import io.beitstream.model.training.data.ImageDataset;
import io.beitstream.model.training.data.IndexFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
 *   validation.index              images that it is measured on
 *   best                          a link to the round that did best on them
 *   rounds/000012/                a published round: training.safetensors, metrics.jsonl, model/
 *   rounds/000013.partial/        a round under way; worth nothing
 * </pre>
 *
 * A round is there completely or not at all: it is published by one rename.
 */
public record RunDirectory(Path path) {
    private static final String DESCRIPTION = "run.json";
    private static final String INDEX = "samples.index";
    private static final String VALIDATION = "validation.index";
    private static final String BEST = "best";
    private static final String ROUNDS = "rounds";
    private static final String PARTIAL = ".partial";

    /** Whether a run has been set up here. */
    public boolean exists() {
        return Files.isRegularFile(path.resolve(DESCRIPTION));
    }

    /** Sets a run up. */
    public void create(RunDescription description, ImageDataset dataset) throws IOException {
        Files.createDirectories(path.resolve(ROUNDS));
        moveDataset(dataset);
        describe(description);
    }

    /** Describes the run anew, from its next round on. */
    public void describe(RunDescription description) throws IOException {
        Publication.writeText(
                path.resolve(DESCRIPTION),
                ConfigJson.MAPPER.writeValueAsString(description) + "\n");
    }

    /** Takes the samples from where they are now. */
    public void moveDataset(ImageDataset dataset) throws IOException {
        IndexFile.write(path.resolve(INDEX), dataset);
    }

    /** Takes images to be measured on. */
    public void holdOut(ImageDataset images) throws IOException {
        Files.createDirectories(path);
        IndexFile.write(path.resolve(VALIDATION), images);
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

    /** The images that the run is measured on. */
    public ImageDataset validationSet() throws IOException {
        return IndexFile.read(path.resolve(VALIDATION));
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

    /**
     * Removes the published rounds that need not stay.
     *
     * @param best the round that did best; 0 if none is known to have
     */
    public void keep(KeepConfig keep, int best) throws IOException {
        int last = lastRound();
        for (int round : published()) {
            boolean isBest = best > 0 && round == best;
            if (!isBest && !keep.keeps(round, last)) {
                // First out of the way, so that what is half removed is not taken for a round.
                Path removed = partialRound(round).path();
                Publication.rename(round(round).path(), removed);
                FileUtils.deleteDirectory(removed.toFile());
            }
        }
    }

    /** Lets the link {@code best} point to a published round. */
    public void linkBest(int round) throws IOException {
        Path link = Publication.partial(path.resolve(BEST));
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, Path.of(ROUNDS, name(round)));
        Files.move(link, path.resolve(BEST), StandardCopyOption.ATOMIC_MOVE);
    }
}
