package io.beitstream.infra.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.beitstream.infra.chaos.fault.FaultKind;
import io.beitstream.infra.chaos.verify.Durations;
import io.beitstream.infra.chaos.verify.Findings;
import io.beitstream.infra.chaos.verify.Verdict;
import io.beitstream.model.file.Publication;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Tells the outcome of a run: as a table, and as JSON. */
public final class ChaosReport {
    private final ChaosResult result;

    public ChaosReport(ChaosResult result) {
        this.result = result;
    }

    /** Prints the faults, the figures and the verdict. */
    public void print(PrintWriter out) {
        out.printf(Locale.ROOT, "%n%9s  %-22s %9s %12s%n", "at", "fault", "length", "recovered in");
        for (FaultRecord each : result.faults()) {
            out.printf(
                    Locale.ROOT,
                    "%7.1f s  %-22s %7.1f s %12s%n",
                    each.struckMillis() / 1e3,
                    each.fault().label() + (each.fault().overlaps() ? " (overlaps)" : ""),
                    each.fault().length().toMillis() / 1e3,
                    seconds(each.recoveryMillis()));
        }
        Verdict verdict = result.verdict();
        out.println();
        row(out, "images", Integer.toString(verdict.images()));
        row(out, "as features", Integer.toString(verdict.features()));
        row(out, "as dead letters", Integer.toString(verdict.deadLetters()));
        finding(out, "missing", verdict.missing());
        finding(out, "more than once", verdict.doubled());
        finding(out, "sound, yet dead", verdict.soundButDead());
        result.deathsOfTheSound()
                .forEach((cause, count) -> row(out, "  " + cause, Integer.toString(count)));
        finding(out, "broken, yet alive", verdict.brokenButAlive());
        row(out, "unknown keys", Long.toString(verdict.strangers()));
        row(out, "from in to out", summary(result.latency()));
        row(out, "recovery", summary(result.recovery()));
        row(out, "command was run", result.commandsRun() + " times");
        result.unplannedExits()
                .forEach((name, count) -> row(out, name, "ended by itself " + count + " times"));
        result.complaints().forEach(complaint -> out.printf("  %s%n", complaint));
        out.printf(
                Locale.ROOT,
                "%n%s: %d faults, seed %d, %.0f s%n",
                result.isGood() ? "PASSED" : "FAILED",
                result.faults().size(),
                result.options().seed(),
                result.seconds());
    }

    private static void row(PrintWriter out, String name, String value) {
        out.printf("  %-24s %s%n", name, value);
    }

    private static void finding(PrintWriter out, String name, Findings findings) {
        String ids = String.join(" ", findings.first());
        row(out, name, findings.count() + (ids.isEmpty() ? "" : "  " + ids));
    }

    private static String summary(Durations durations) {
        return "median %s, 99 %% %s, worst %s"
                .formatted(
                        seconds(durations.medianMillis()),
                        seconds(durations.ninetyNinthMillis()),
                        seconds(durations.worstMillis()));
    }

    private static String seconds(int millis) {
        return millis < 0 ? "never" : String.format(Locale.ROOT, "%.1f s", millis / 1e3);
    }

    /** Writes all figures; the file is there as a whole or not at all. */
    public void writeJson(Path file) throws IOException {
        Map<String, Object> fields = new LinkedHashMap<>();
        ChaosOptions options = result.options();
        fields.put("passed", result.isGood());
        fields.put("seed", options.seed());
        fields.put("images", options.images());
        fields.put("imagesPerSecond", options.imagesPerSecond());
        fields.put("brokers", options.brokers());
        fields.put("taskManagers", options.taskManagers());
        fields.put("kinds", options.kinds().stream().map(FaultKind::label).toList());
        fields.put("seconds", result.seconds());
        fields.put("verdict", result.verdict());
        fields.put("deathsOfTheSound", result.deathsOfTheSound());
        fields.put("latency", result.latency());
        fields.put("recovery", result.recovery());
        fields.put("faults", faults());
        fields.put("commandsRun", result.commandsRun());
        fields.put("unplannedExits", result.unplannedExits());
        fields.put("complaints", result.complaints());
        Publication.writeText(
                file,
                new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(fields)
                        + "\n");
    }

    private List<Map<String, Object>> faults() {
        List<Map<String, Object>> faults = new ArrayList<>();
        for (FaultRecord each : result.faults()) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("number", each.fault().number());
            fields.put("kind", each.fault().kind().label());
            fields.put("target", each.fault().target());
            fields.put("afterImages", each.fault().afterImages());
            fields.put("lengthMillis", each.fault().length().toMillis());
            fields.put("overlaps", each.fault().overlaps());
            fields.put("struckMillis", each.struckMillis());
            fields.put("recoveryMillis", each.recoveryMillis());
            faults.add(fields);
        }
        return faults;
    }
}
