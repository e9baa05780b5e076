package io.beitstream.infra.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The commands of the operations guide are understood, or say what they need. */
class OperationsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "operations.md");

    /** A block of commands, with the line of text before it. */
    private record Block(String language, String before, List<String> lines) {}

    private static List<Block> blocks() throws Exception {
        List<Block> blocks = new ArrayList<>();
        String before = "";
        Block open = null;
        for (String line : Files.readAllLines(PAGE)) {
            if (line.startsWith("```")) {
                if (open == null) {
                    open = new Block(line.substring(3), before, new ArrayList<>());
                    blocks.add(open);
                } else {
                    open = null;
                }
            } else if (open != null) {
                open.lines().add(line);
            } else if (!line.isBlank()) {
                before = before.isBlank() ? line : before + " " + line;
                before = before.substring(Math.max(0, before.length() - 300));
            }
        }
        return blocks;
    }

    @Test
    void commandsOfOursAreUnderstoodAndOthersSayWhatTheyNeed() throws Exception {
        List<Block> blocks = blocks();
        assertThat(blocks).hasSizeGreaterThan(8);
        for (Block block : blocks) {
            if (block.language().equals("sh")) {
                for (String line : block.lines()) {
                    assertThat(line).startsWith("./beitstream ");
                    CommandLines.parse(words(line).subList(1, words(line).size()));
                }
            } else {
                assertThat(block.before().toLowerCase(java.util.Locale.ROOT))
                        .as(block.lines().toString())
                        .containsPattern("needs (docker|kubernetes|flink|a flink)");
            }
        }
    }

    @Test
    void whatFlinkIsToRunIsUnderstood() throws Exception {
        int runs = 0;
        for (Block block : blocks()) {
            for (String line : block.lines()) {
                if (line.startsWith("flink run ")) {
                    List<String> words = words(line);
                    int jar = words.indexOf("cluster-files/beitstream-job.jar");
                    String main =
                            words.get(2).equals("-c")
                                    ? words.get(3)
                                    : ExtractCommand.class.getName();
                    CommandLines.parse(main, words.subList(jar + 1, words.size()));
                    runs++;
                }
            }
        }
        assertThat(runs).isEqualTo(3);
    }

    private static List<String> words(String line) {
        return Arrays.asList(line.strip().split(" +"));
    }
}
