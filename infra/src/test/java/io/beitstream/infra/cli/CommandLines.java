package io.beitstream.infra.cli;

import java.util.List;

/** The command line, for tests of what is written elsewhere and must be understood by it. */
public final class CommandLines {
    private CommandLines() {}

    /**
     * Parses the arguments of a main class for {@code flink run}; throws what picocli throws if it
     * does not understand them.
     */
    public static void parse(String mainClass, List<String> arguments) throws Exception {
        Object command = Class.forName(mainClass).getDeclaredConstructor().newInstance();
        Beitstream.commandLine(command).parseArgs(arguments.toArray(String[]::new));
    }

    /** Parses what follows {@code beitstream}. */
    public static void parse(List<String> arguments) throws Exception {
        parse(Beitstream.class.getName(), arguments);
    }
}
