package io.beitstream.infra.training;

import io.beitstream.infra.chaos.process.JavaCommand;
import io.beitstream.infra.chaos.process.WorkDirectory;
import io.beitstream.infra.cli.Beitstream;
import io.beitstream.model.training.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Kills a training again and again, and compares what becomes of it with one that was left alone.
 * Every process gets on by a round at least, and is killed at a moment of chance within the two
 * rounds after it; the last is left to end.
 *
 * @param kills how many; a run has to have twice as many rounds and some more
 * @param command the command line of a training, without {@code --out}
 */
public record TrainingKillTrial(int kills, List<String> command) {
    private static final int HEAP_MEGABYTES = 1024;

    /**
     * @param roundsAtKills the last round that was published when a process was killed
     * @param differences between the two runs, in words
     */
    record Outcome(int rounds, List<Integer> roundsAtKills, List<String> differences) {}

    /** Arguments: kills, an empty folder to work in, and a command such as finetune --data D. */
    public static void main(String[] arguments) throws Exception {
        List<String> all = List.of(arguments);
        TrainingKillTrial trial =
                new TrainingKillTrial(Integer.parseInt(all.get(0)), all.subList(2, all.size()));
        System.out.println(trial.run(WorkDirectory.create(Path.of(all.get(1)))));
    }

    Outcome run(WorkDirectory work) throws IOException, InterruptedException {
        RunDirectory whole = new RunDirectory(work.root().resolve("whole"));
        long started = System.nanoTime();
        end(start(work, whole), work, whole);
        long round = (System.nanoTime() - started) / Math.max(1, whole.lastRound());

        RunDirectory killed = new RunDirectory(work.root().resolve("killed"));
        Random random = new Random(7);
        List<Integer> roundsAtKills = new ArrayList<>();
        for (int kill = 0; kill < kills; kill++) {
            int before = killed.lastRound();
            Process process = start(work, killed);
            try {
                while (killed.lastRound() <= before && process.isAlive()) {
                    process.waitFor(1, TimeUnit.MILLISECONDS);
                }
                if (process.waitFor(random.nextLong(2 * round), TimeUnit.NANOSECONDS)) {
                    throw new IllegalStateException(
                            "the training ended before kill %d: %s"
                                    .formatted(kill + 1, Files.readString(work.log("killed"))));
                }
            } finally {
                process.destroyForcibly().waitFor();
            }
            roundsAtKills.add(killed.lastRound());
        }
        end(start(work, killed), work, killed);
        return new Outcome(whole.lastRound(), roundsAtKills, differences(whole, killed));
    }

    private Process start(WorkDirectory work, RunDirectory run) throws IOException {
        List<String> line = new ArrayList<>(command);
        line.addAll(List.of("--out", run.path().toString()));
        return new JavaCommand(
                        run.path().getFileName().toString(),
                        System.getProperty("java.class.path"),
                        HEAP_MEGABYTES,
                        List.of(),
                        Beitstream.class.getName(),
                        line,
                        Map.of())
                .start(work);
    }

    private static void end(Process process, WorkDirectory work, RunDirectory run)
            throws IOException, InterruptedException {
        if (process.waitFor() != 0) {
            String log = run.path().getFileName().toString();
            throw new IllegalStateException(Files.readString(work.log(log)));
        }
    }

    private static List<String> differences(RunDirectory whole, RunDirectory killed)
            throws IOException {
        List<String> differences = new ArrayList<>();
        int last = whole.lastRound();
        if (killed.lastRound() != last) {
            differences.add("the last round is %d, not %d".formatted(killed.lastRound(), last));
            return differences;
        }
        compare(whole.round(last).state(), killed.round(last).state(), differences);
        String weights = "model.safetensors";
        compare(whole.path().resolve(weights), killed.path().resolve(weights), differences);
        String metrics = "metrics.jsonl";
        int steps = Files.readAllLines(whole.path().resolve(metrics)).size();
        int found = Files.readAllLines(killed.path().resolve(metrics)).size();
        if (found != steps) {
            differences.add("%d steps are reported, not %d".formatted(found, steps));
        }
        return differences;
    }

    private static void compare(Path expected, Path found, List<String> differences)
            throws IOException {
        long at = Files.mismatch(expected, found);
        if (at >= 0) {
            differences.add("%s differs at byte %d".formatted(found, at));
        }
    }
}
