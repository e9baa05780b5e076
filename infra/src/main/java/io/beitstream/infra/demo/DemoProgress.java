package io.beitstream.infra.demo;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** What a person sees while the demo runs. */
public final class DemoProgress {
    private static final int BAR = 40;

    private final PrintWriter out;
    private final boolean terminal;
    private boolean lineOpen;

    /**
     * @param terminal whether a line may be drawn over
     */
    public DemoProgress(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    void say(String line) {
        endLine();
        out.println(line);
        out.flush();
    }

    void count(int done, int total) {
        if (terminal) {
            int filled = BAR * done / Math.max(1, total);
            String bar = "#".repeat(filled) + ".".repeat(BAR - filled);
            out.printf("\r  [%s] %d of %d images", bar, done, total);
            lineOpen = true;
        } else if (done == total) {
            out.printf("  %d of %d images%n", done, total);
        }
        out.flush();
    }

    void table(ResultCollector results, List<StageSummary> stages, int images, double rate) {
        endLine();
        out.println();
        out.printf("  %-14s %8d%n", "images", images);
        out.printf("  %-14s %8d%n", "tokens", results.tokens().size());
        out.printf("  %-14s %8d%n", "embeddings", results.embeddings().size());
        out.printf("  %-14s %8d%n", "dead letters", results.deadLetters().size());
        out.printf(Locale.ROOT, "  %-14s %8.1f%n", "images/s", rate);
        out.println();
        out.printf(
                "  %-10s %7s %7s %10s %7s %10s %10s%n",
                "stage", "images", "failed", "ms/image", "batch", "queue ms", "network ms");
        for (StageSummary stage : stages) {
            out.printf(
                    Locale.ROOT,
                    "  %-10s %7d %7d %10.1f",
                    stage.stage(),
                    stage.in(),
                    stage.failed(),
                    stage.millis());
            if (stage.batchSize() > 0) {
                out.printf(
                        Locale.ROOT,
                        " %7.1f %10.1f %10.1f",
                        stage.batchSize(),
                        stage.queueMillis(),
                        stage.inferenceMillis());
            }
            out.println();
        }
        out.println("  (means; ms/image counts waiting, batch is the size an image met)");
        results.deadLetters()
                .values()
                .forEach(
                        letter ->
                                out.printf(
                                        "  dead letter: %s at %s: %s (%s)%n",
                                        letter.getImageId(),
                                        letter.getStage(),
                                        letter.getErrorClass(),
                                        letter.getMessage()));
        out.flush();
    }

    private void endLine() {
        if (lineOpen) {
            out.println();
            lineOpen = false;
        }
    }
}
