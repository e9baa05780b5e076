package io.beitstream.infra.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Command;

class FatalErrorTest {
    @Command(name = "broken")
    private record Broken(Throwable thrown) implements Callable<Integer> {
        @Override
        public Integer call() throws Exception {
            if (thrown instanceof Error error) {
                throw error;
            }
            throw (Exception) thrown;
        }
    }

    static Stream<Arguments> errors() {
        return Stream.of(
                Arguments.of(new OutOfMemoryError("Java heap space"), "BEITSTREAM_JAVA_OPTS=-Xmx"),
                Arguments.of(new StackOverflowError(), "BEITSTREAM_JAVA_OPTS=-Xss"),
                Arguments.of(
                        new UnsatisfiedLinkError("libgomp.so.1: cannot open\nmore"),
                        "libgomp.so.1: cannot open)"),
                Arguments.of(new NoClassDefFoundError("ai/djl/Device"), "ai/djl/Device"),
                Arguments.of(
                        new ExceptionInInitializerError(new IllegalStateException("x")),
                        "a library cannot be loaded"),
                Arguments.of(
                        new RuntimeException("job failed", new OutOfMemoryError("Metaspace")),
                        "Metaspace): give the JVM more"));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void anErrorIsOneLineAndCodeOne(Throwable thrown, String told) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        var commandLine =
                Beitstream.commandLine(new Beitstream())
                        .addSubcommand("broken", new Broken(thrown))
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true));

        int code = commandLine.execute("broken");

        assertThat(code).isEqualTo(1);
        assertThat(err.toString().strip().lines()).as(err.toString()).hasSize(1);
        assertThat(err.toString()).startsWith("beitstream broken: ").contains(told);
        assertThat(out.toString()).isEmpty();
    }
}
