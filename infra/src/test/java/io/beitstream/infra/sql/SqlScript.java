package io.beitstream.infra.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

/** A script as Flink's SQL client takes it, statement by statement. */
final class SqlScript {
    private static final Pattern SETTING = Pattern.compile("SET '([^']+)' = '([^']*)'");
    private static final String SET_BEGINS = "EXECUTE STATEMENT SET BEGIN";

    private final List<String> statements = new ArrayList<>();

    private SqlScript() {}

    static SqlScript read(Path file) throws IOException {
        SqlScript script = new SqlScript();
        StringBuilder statement = new StringBuilder();
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith("--")) {
                continue;
            }
            statement.append(line).append('\n');
            String text = statement.toString().strip();
            boolean ends = text.endsWith(";");
            if (ends && (!text.startsWith(SET_BEGINS) || text.endsWith("\nEND;"))) {
                script.statements.add(text.substring(0, text.length() - 1));
                statement.setLength(0);
            }
        }
        if (!statement.toString().isBlank()) {
            throw new AssertionError("a statement has no end: " + statement);
        }
        return script;
    }

    /** The statements, with the places of this machine in place of those that they name. */
    List<String> statements(Map<String, String> places) {
        List<String> placed = new ArrayList<>();
        for (String statement : statements) {
            String text = statement;
            for (Map.Entry<String, String> place : places.entrySet()) {
                text = text.replace(place.getKey(), place.getValue());
            }
            placed.add(text);
        }
        return placed;
    }

    /** Runs a statement to its end, and gives its rows. */
    static List<Row> run(StreamTableEnvironment sql, String statement) throws Exception {
        Matcher setting = SETTING.matcher(statement);
        if (setting.matches()) {
            sql.getConfig().set(setting.group(1), setting.group(2));
            return List.of();
        }
        List<Row> rows = new ArrayList<>();
        try (CloseableIterator<Row> found = sql.executeSql(statement).collect()) {
            found.forEachRemaining(rows::add);
        }
        return rows;
    }
}
