package io.beitstream.infra.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.OptionSpec;

/** docs/options.md is made from the command line; {@code -Dwrite.docs} writes it. */
class OptionsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "options.md");

    @Test
    void thePageNamesEveryOptionOfEveryCommand() throws IOException {
        String made = page();
        if (System.getProperty("write.docs") != null) {
            Files.writeString(PAGE, made);
            return;
        }

        assertThat(PAGE)
                .as(
                        "docs/options.md is not made from the options there are: mvn -pl infra -am"
                                + " -Dtest=OptionsPageTest -Dsurefire.failIfNoSpecifiedTests=false"
                                + " -Dwrite.docs test")
                .hasContent(made);
    }

    private static String page() {
        StringBuilder text = new StringBuilder("# Options\n\n");
        text.append("Every command and every option, as `--help` says it. ");
        text.append("This page is made from the code by a test.\n");
        commands(Beitstream.commandLine(new Beitstream()).getSubcommands(), "", text);
        return text.toString();
    }

    private static void commands(
            Map<String, CommandLine> commands, String parent, StringBuilder text) {
        commands.forEach(
                (name, command) -> {
                    String full = parent + name;
                    text.append("\n## ").append(full).append("\n\n");
                    about(command.getCommandSpec().usageMessage().description(), text);
                    options(command, text);
                    commands(command.getSubcommands(), full + " ", text);
                });
    }

    /** Sentences, and then lines that stand as they are: those that begin with a space. */
    private static void about(String[] lines, StringBuilder text) {
        var parts =
                Arrays.stream(lines)
                        .collect(Collectors.partitioningBy(line -> line.startsWith(" ")));
        text.append(String.join(" ", parts.get(false))).append('\n');
        if (!parts.get(true).isEmpty()) {
            text.append("\n```\n").append(String.join("\n", parts.get(true))).append("\n```\n");
        }
    }

    private static void options(CommandLine command, StringBuilder text) {
        var options =
                command.getCommandSpec().options().stream()
                        .filter(option -> !option.usageHelp() && !option.versionHelp())
                        .toList();
        if (options.isEmpty()) {
            return;
        }
        text.append("\n| option | means |\n|---|---|\n");
        options.forEach(option -> text.append(row(option)));
    }

    private static String row(OptionSpec option) {
        String value = option.arity().max() == 0 ? "" : " " + option.paramLabel();
        String means =
                String.join(" ", option.description())
                        .replace("${DEFAULT-VALUE}", String.valueOf(option.defaultValueString()));
        ArgGroupSpec group = option.group();
        String of = group == null || group.heading() == null ? "" : group.heading();
        return "| `%s%s` | %s%s |\n"
                .formatted(
                        String.join("`, `", option.names()),
                        value,
                        of.isEmpty() ? "" : "*" + of.replace("%n", "") + "* ",
                        means)
                .replaceAll("\\|(?=[A-Za-z\\[])", "\\\\|");
    }
}
