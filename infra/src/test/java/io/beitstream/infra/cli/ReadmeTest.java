package io.beitstream.infra.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The README tells the truth about the command line. */
class ReadmeTest {
    private static final Path README = Path.of("..", "README.md");
    private static final Path KAFKA = Path.of("..", "docs", "kafka.md");

    static List<String> commands() throws Exception {
        List<String> commands = new ArrayList<>();
        for (Path page : List.of(README, KAFKA)) {
            Files.readAllLines(page).stream()
                    .filter(line -> line.startsWith("./beitstream "))
                    .forEach(commands::add);
        }
        return commands;
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandIsUnderstood(String command) {
        String[] arguments = command.split(" ");

        CommandLine.ParseResult parsed =
                Beitstream.commandLine(new Beitstream())
                        .parseArgs(Arrays.copyOfRange(arguments, 1, arguments.length));

        assertThat(parsed.subcommand()).isNotNull();
    }

    @Test
    void theTableNamesEveryCommandAndNoOther() throws Exception {
        Stream<String> rows =
                Files.readAllLines(README).stream()
                        .filter(line -> line.matches("\\| `[a-z-]+` \\|.*"))
                        .map(line -> line.replaceAll("\\| `([a-z-]+)` \\|.*", "$1"));

        assertThat(rows)
                .containsExactlyInAnyOrderElementsOf(
                        Beitstream.commandLine(new Beitstream()).getSubcommands().keySet());
    }
}
