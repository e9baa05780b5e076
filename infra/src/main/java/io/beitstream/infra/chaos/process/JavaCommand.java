package io.beitstream.infra.chaos.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A Java program as an operating system process of this installation's Java.
 *
 * @param name of the process and of its log file
 * @param classPath what it is made of; {@link Lifeline} must be there
 * @param heapMegabytes {@code -Xmx}
 * @param environment variables set besides this process's own
 */
public record JavaCommand(
        String name,
        String classPath,
        int heapMegabytes,
        List<String> jvmOptions,
        String mainClass,
        List<String> arguments,
        Map<String, String> environment) {
    private static final List<String> OPENED =
            List.of("java.util", "java.lang", "java.util.concurrent");

    /** This process's own class path. */
    static String ownClassPath() {
        return System.getProperty("java.class.path");
    }

    /** Starts it, with both of its output streams appended to a log file. */
    public Process start(WorkDirectory work) throws java.io.IOException {
        ProcessBuilder builder = new ProcessBuilder(line(work));
        builder.environment().put("CLASSPATH", classPath);
        builder.environment().putAll(environment);
        builder.directory(work.root().toFile());
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(work.log(name).toFile()));
        return builder.start();
    }

    private List<String> line(WorkDirectory work) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.add("-Xmx" + heapMegabytes + "m");
        line.add("-XX:+UseSerialGC");
        line.add("-XX:TieredStopAtLevel=1");
        for (String opened : OPENED) {
            line.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
        }
        line.add("-Djava.awt.headless=true");
        line.add("-Djava.io.tmpdir=" + work.temporary());
        line.add("-Dai.djl.offline=true");
        line.add("-Dlog4j2.configurationFile=" + work.logSettings());
        line.addAll(jvmOptions);
        line.add(Lifeline.class.getName());
        line.add(mainClass);
        line.addAll(arguments);
        return line;
    }
}
