package io.beitstream.infra.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** What came of a command that ran in this JVM: its exit code, and what it printed. */
record Outcome(int code, String out, String err) {
    /** Runs what follows {@code beitstream}, words between single spaces. */
    static Outcome run(String arguments) {
        return run(arguments.isEmpty() ? new String[0] : arguments.split(" "));
    }

    static Outcome run(String[] arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine =
                Beitstream.commandLine(new Beitstream())
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true));
        int code = commandLine.execute(arguments);
        return new Outcome(code, out.toString(), err.toString());
    }
}
