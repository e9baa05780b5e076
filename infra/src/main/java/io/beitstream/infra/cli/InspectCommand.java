package io.beitstream.infra.cli;

import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.whitening.Whitening;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code inspect}: what a model directory holds. */
@Command(
        name = "inspect",
        description = "Shows what a model directory holds, and checks that its weights fit.",
        mixinStandardHelpOptions = true)
final class InspectCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "a model directory")
    private Path directory;

    @Option(names = "--tensors", description = "lists every tensor with shape, mean and spread")
    private boolean tensors;

    @Override
    public Integer call() throws Exception {
        ModelDirectory model = ModelDirectory.open(directory);
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "%s%n%,d parameters in %d tensors%n",
                model.id(),
                model.parameters(),
                model.state().names().size());
        out.println(model.configJson());
        Whitening whitening = model.whitening();
        if (whitening != null) {
            out.printf(
                    Locale.ROOT,
                    "vectors are whitened: %d values for %d, %s%s%n",
                    whitening.dimension(),
                    whitening.inputs(),
                    whitening.features().vector().label(),
                    whitening.features().layers().isEmpty()
                            ? ""
                            : " of blocks " + whitening.features().layers());
        }
        if (tensors) {
            model.state().asMap().forEach((name, tensor) -> describe(out, name, tensor));
        }
        return 0;
    }

    private static void describe(PrintWriter out, String name, HostTensor tensor) {
        double sum = 0;
        double squares = 0;
        for (float value : tensor.toFloats()) {
            sum += value;
            squares += (double) value * value;
        }
        double mean = sum / tensor.elements();
        double deviation = Math.sqrt(Math.max(0, squares / tensor.elements() - mean * mean));
        out.printf(
                Locale.ROOT,
                "  %-55s %-5s %-20s mean %+.4f  std %.4f%n",
                name,
                tensor.type().safetensorsName(),
                Arrays.toString(tensor.shape()),
                mean,
                deviation);
    }
}
