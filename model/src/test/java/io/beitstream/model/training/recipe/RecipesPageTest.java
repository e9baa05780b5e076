package io.beitstream.model.training.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The tables of docs/recipes.md are those of the recipes; {@code -Dwrite.docs} writes them. */
class RecipesPageTest {
    private static final Path PAGE = Path.of("..", "docs", "recipes.md");
    private static final String BEGIN = "<!-- made from the recipes -->\n";
    private static final String END = "<!-- end of what is made -->\n";

    @Test
    void theTablesAreThoseOfTheRecipes() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        String made = page.substring(0, begin) + tables() + page.substring(page.indexOf(END));
        if (System.getProperty("write.docs") != null) {
            Files.writeString(PAGE, made);
            return;
        }

        assertThat(page)
                .as(
                        "docs/recipes.md is not made from the recipes there are: mvn -pl model"
                                + " -Dtest=RecipesPageTest -Dwrite.docs test")
                .isEqualTo(made);
    }

    private static String tables() {
        StringBuilder text = new StringBuilder();
        for (RecipeKind kind : RecipeKind.values()) {
            List<String> names = ShippedRecipes.names(kind);
            text.append("\n### Of ").append(kind.label()).append("s\n\n| setting |");
            names.forEach(name -> text.append(" `").append(name).append("` |"));
            text.append("\n|---|").append("---|".repeat(names.size())).append('\n');
            rows(names).forEach((setting, values) -> text.append(row(setting, values)));
        }
        return text.append('\n').toString();
    }

    private static Map<String, List<String>> rows(List<String> names) {
        List<Map<String, String>> columns =
                names.stream().map(name -> values(Recipe.named(name).settings())).toList();
        Map<String, List<String>> rows = new LinkedHashMap<>();
        for (String setting : columns.get(0).keySet()) {
            rows.put(setting, columns.stream().map(column -> column.get(setting)).toList());
        }
        return rows;
    }

    private static Map<String, String> values(ObjectNode settings) {
        Map<String, String> values = new LinkedHashMap<>();
        collect("", settings, values);
        return values;
    }

    private static void collect(String prefix, ObjectNode settings, Map<String, String> values) {
        for (Map.Entry<String, JsonNode> entry : settings.properties()) {
            String name = prefix + entry.getKey();
            if (entry.getValue() instanceof ObjectNode part) {
                collect(name + ".", part, values);
            } else {
                values.put(name, written(entry.getValue()));
            }
        }
    }

    private static String written(JsonNode value) {
        if (value.isNull()) {
            return "·";
        }
        String text = value.asText();
        return value.isNumber() ? text.replace(".0E", "e").replace("E", "e") : text;
    }

    private static String row(String setting, List<String> values) {
        return "| `%s` | %s |\n"
                .formatted(setting, values.stream().collect(Collectors.joining(" | ")));
    }
}
