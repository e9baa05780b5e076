package io.beitstream.infra.bench;

import io.beitstream.infra.embedded.TemporaryDirectory;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures {@code extract} of a single image, as a process of its own with this JVM's options, from
 * its start to its end.
 */
final class StartupBench {
    private StartupBench() {}

    /**
     * @param mainClass that of the command line
     */
    static void measure(BenchOptions options, String mainClass, Findings findings)
            throws Exception {
        try (TemporaryDirectory scratch = new TemporaryDirectory("beitstream-bench-startup")) {
            Path images = Files.createDirectories(scratch.path().resolve("images"));
            Files.write(images.resolve("image.jpg"), options.images().get(0));
            List<Double> seconds = new ArrayList<>();
            for (int round = 0; round < options.rounds(); round++) {
                seconds.add(run(options, mainClass, scratch.path(), round));
            }
            Series series = new Series(seconds);
            findings.put("extractOneImage", series);
            findings.say(
                    "%.1f s from the command to the end of a job of one image", series.median());
        }
    }

    private static double run(BenchOptions options, String mainClass, Path scratch, int number)
            throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
        Path out = scratch.resolve("out-" + number);
        command.addAll(
                List.of(
                        "extract",
                        "--images",
                        scratch.resolve("images").toString(),
                        "--out",
                        out.toString(),
                        "--tokenizer",
                        options.tokenizer().toString(),
                        "--encoder",
                        options.encoders().get(0).directory().toString(),
                        "--precision",
                        options.inference().precision().label(),
                        "--device",
                        options.inference().device()));
        ProcessBuilder process = new ProcessBuilder(command).redirectErrorStream(true);
        process.environment().put("XDG_STATE_HOME", scratch.resolve("state").toString());
        Path said = scratch.resolve("said");
        process.redirectOutput(said.toFile());
        return Series.time(
                () -> {
                    int code = process.start().waitFor();
                    if (code != 0) {
                        throw new IllegalStateException(
                                "extract ended with %d: %s"
                                        .formatted(code, Files.readString(said).strip()));
                    }
                });
    }
}
