package io.beitstream.infra.search.index;

import io.beitstream.infra.embedded.TemporaryDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexNotFoundException;
import org.apache.lucene.store.FSDirectory;

/**
 * Kills the process that fills an index while records come in, and compares what becomes of it with
 * an index that was left alone. Records come new, again, deleted, and in any order of tokens and
 * images.
 *
 * <p>The records come in equal shares, one more than there are kills. A kill falls when half of a
 * share has been committed, at a moment of chance within the next commits.
 */
public final class KillTrial {
    private static final String EMBEDDINGS = "kill-embeddings";
    private static final String TOKENS = "kill-tokens";
    private static final int PARTITIONS = 4;
    private static final int DIMENSION = 16;
    private static final Duration COMMITS = Duration.ofMillis(150);

    private final int records;
    private final int kills;
    private final Random random = new Random(5);

    /**
     * @param differences between the two indexes, in words
     */
    record Outcome(
            long images, long withTokens, List<Long> committedAtKills, List<String> differences) {}

    KillTrial(int records, int kills) {
        this.records = records;
        this.kills = kills;
    }

    /** Arguments: records (20000), kills (5). */
    public static void main(String[] arguments) throws Exception {
        int records = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20_000;
        int kills = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
        System.out.println(new KillTrial(records, kills).run());
    }

    Outcome run() throws IOException, InterruptedException {
        try (IndexTopics topics = new IndexTopics();
                TemporaryDirectory work = new TemporaryDirectory("beitstream-kill")) {
            topics.create(PARTITIONS, EMBEDDINGS, TOKENS);
            IndexOptions killed = options(topics, work.path().resolve("killed"), false);
            List<Long> committed = new ArrayList<>();
            int published = 0;
            for (int kill = 0; kill <= kills; kill++) {
                Process process = IndexProcess.start(killed, work.path().resolve("log").toFile());
                try {
                    int end = records * (kill + 1) / (kills + 1);
                    long half = published + (end - published) / 2;
                    while (published < end) {
                        publish(topics, published++);
                    }
                    topics.flush();
                    if (kill < kills) {
                        awaitCommit(killed.folder(), half, process, work.path());
                        process.waitFor(
                                random.nextInt(2 * (int) COMMITS.toMillis()),
                                java.util.concurrent.TimeUnit.MILLISECONDS);
                        committed.add(committed(killed.folder()));
                    }
                } finally {
                    process.destroyForcibly().waitFor();
                }
            }
            IndexOptions whole = options(topics, work.path().resolve("whole"), true);
            Map<String, String> expected = fill(whole);
            Map<String, String> found = fill(options(topics, killed.folder(), true));
            return outcome(expected, found, committed);
        }
    }

    private static IndexOptions options(IndexTopics topics, Path folder, boolean untilNow) {
        return IndexProcess.options(
                topics.clients(), folder, EMBEDDINGS, TOKENS, COMMITS, untilNow);
    }

    /** A record in each topic; ids come again and again, and are now and then deleted. */
    private void publish(IndexTopics topics, int index) {
        String id = "i" + random.nextInt(Math.max(1, records / 3));
        boolean deletes = random.nextInt(10) == 0;
        if (index % 2 == 0) {
            if (deletes) {
                topics.tombstone(EMBEDDINGS, id);
            } else {
                topics.embedding(
                        EMBEDDINGS,
                        Records.embedding(id, Records.vector(random, DIMENSION))
                                .setAttributes(Map.of("record", Integer.toString(index))));
            }
        } else if (deletes) {
            topics.tombstone(TOKENS, id);
        } else {
            topics.tokens(TOKENS, Records.tokens(id, Records.codes(random)));
        }
    }

    private static void awaitCommit(Path folder, long least, Process process, Path work)
            throws IOException {
        while (committed(folder) < least) {
            if (!process.isAlive()) {
                throw new IllegalStateException(Files.readString(work.resolve("log")));
            }
            Thread.onSpinWait();
        }
    }

    /** How many records of the topics the index has behind it. */
    private static long committed(Path folder) throws IOException {
        Path generation = folder.resolve("generation-000001");
        if (!Files.isDirectory(generation)) {
            return 0;
        }
        try (FSDirectory directory = FSDirectory.open(generation);
                DirectoryReader reader = DirectoryReader.open(directory)) {
            String json = reader.getIndexCommit().getUserData().get("beitstream");
            return json == null
                    ? 0
                    : Bookmark.fromJson(json).next().values().stream()
                            .flatMap(offsets -> offsets.values().stream())
                            .mapToLong(Long::longValue)
                            .sum();
        } catch (IndexNotFoundException | java.nio.file.NoSuchFileException e) {
            return 0; // nothing yet, or a commit is under way
        }
    }

    /** Fills an index to the end of the topics, and describes each of its images. */
    private static Map<String, String> fill(IndexOptions options)
            throws IOException, InterruptedException {
        Map<String, String> images = new HashMap<>();
        try (IndexService service = IndexService.open(options, line -> {})) {
            IndexCounts counts = service.await();
            var index = service.index();
            for (var image : index.newest((int) Math.max(1, counts.images() + 1))) {
                var tokens = image.tokens();
                String codes = tokens == null ? "none" : Arrays.toString(tokens.codes());
                String before =
                        images.put(
                                image.id(),
                                "%s %s %s"
                                        .formatted(
                                                image.attributes(),
                                                Arrays.toString(
                                                        index.vector(image.id()).orElseThrow()),
                                                codes));
                if (before != null) {
                    images.put(image.id(), "there twice");
                }
            }
            images.put("(images)", Long.toString(counts.images()));
            images.put("(with tokens)", Long.toString(counts.withTokens()));
            images.put(
                    "(counted)",
                    Long.toString(
                            images.values().stream()
                                    .filter(text -> text.startsWith("{"))
                                    .filter(text -> !text.endsWith(" none"))
                                    .count()));
        }
        return images;
    }

    private static Outcome outcome(
            Map<String, String> expected, Map<String, String> found, List<Long> committed) {
        List<String> differences = new ArrayList<>();
        expected.forEach(
                (id, text) -> {
                    if (!text.equals(found.get(id))) {
                        differences.add("%s: %s, not %s".formatted(id, found.get(id), text));
                    }
                });
        found.keySet().stream()
                .filter(id -> !expected.containsKey(id))
                .forEach(id -> differences.add(id + " should not be there"));
        if (!found.getOrDefault("(counted)", "").equals(found.get("(with tokens)"))) {
            differences.add(
                    "%s images have tokens, not %s"
                            .formatted(found.get("(counted)"), found.get("(with tokens)")));
        }
        return new Outcome(
                Long.parseLong(found.getOrDefault("(images)", "0")),
                Long.parseLong(found.getOrDefault("(with tokens)", "0")),
                committed,
                differences);
    }
}
