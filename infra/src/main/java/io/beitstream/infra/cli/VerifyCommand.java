package io.beitstream.infra.cli;

import io.beitstream.model.Precision;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.verification.Comparison;
import io.beitstream.model.verification.Verifier;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code verify}: our numbers beside those of the official implementation. */
@Command(
        name = "verify",
        description = "Compares our networks with files of reference numbers, output by output.",
        mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description =
                    "safetensors files of reference numbers, directories with expected.safetensors in them, checkpoints"
                            + " with checkpoint.expected.safetensors beside them")
    private List<Path> files;

    @Option(
            names = "--images",
            paramLabel = "DIR",
            description = "the photographs that a preprocessing reference names")
    private @Nullable Path images;

    @Option(
            names = "--precision",
            paramLabel = "TYPE",
            defaultValue = "fp32",
            description =
                    "fp32 judges; bf16 and fp16 print the differences without judging, training passes left out"
                            + " (default: ${DEFAULT-VALUE})")
    private String precision;

    @Override
    public Integer call() throws Exception {
        DType type = DType.of(Precision.of(precision));
        boolean judged = type == DType.FLOAT32;
        PrintWriter out = spec.commandLine().getOut();
        int failed = 0;
        for (Path file : files) {
            out.println(file);
            List<Comparison> comparisons = Verifier.verify(file, images, type);
            out.printf("  %-28s %12s %12s%n", "output", "max abs", "max rel");
            for (Comparison comparison : comparisons) {
                print(out, comparison, judged);
                failed += comparison.passed() || !judged ? 0 : 1;
            }
            if (comparisons.isEmpty()) {
                out.println("  FAIL: the file holds nothing to compare");
                failed++;
            }
        }
        if (judged || failed > 0) {
            out.println(failed == 0 ? "all outputs agree" : failed + " outputs disagree");
        }
        return failed == 0 ? 0 : 1;
    }

    private static void print(PrintWriter out, Comparison comparison, boolean judged) {
        out.printf(
                Locale.ROOT,
                "  %-28s %12.3e %12.3e  %s %s%n",
                comparison.name(),
                comparison.maxAbsolute(),
                comparison.maxRelative(),
                judged ? comparison.passed() ? "ok" : "FAIL" : "",
                comparison.remark());
    }
}
