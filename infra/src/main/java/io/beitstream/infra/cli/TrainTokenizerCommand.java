package io.beitstream.infra.cli;

import io.beitstream.infra.training.Settings;
import io.beitstream.model.checkpoint.ModelPreset;
import io.beitstream.model.task.TaskConfig;
import io.beitstream.model.task.Teachers;
import io.beitstream.model.task.TrainingConfig;
import io.beitstream.model.task.TrainingPresets;
import io.beitstream.model.teacher.PatchTeacher;
import io.beitstream.model.vqkd.VqkdConfig;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code train-tokenizer}: VQ-KD. */
@Command(
        name = "train-tokenizer",
        description = "Trains a tokenizer: codes that a teacher's features can be rebuilt from.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class TrainTokenizerCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Mixin private TrainingMixin training;

    @Option(
            names = "--teacher",
            paramLabel = "NAME",
            description =
                    "encoder:DIR, clip:DIR or dino:DIR (imported), torchscript:FILE, patches, which is fitted to the data, or hog,"
                            + " which needs no weights; the last two know no meanings"
                            + " (default for tiny: hog)")
    private @Nullable String teacher;

    /** The entry point of {@code flink run}. */
    public static void main(String[] arguments) {
        Beitstream.main(new TrainTokenizerCommand(), arguments);
    }

    @Override
    public Integer call() throws Exception {
        TrainingConfig recipe =
                training.settings(
                        TrainingPresets.tokenizer(training.preset(), teacher()), settings -> {});
        VqkdConfig architecture = ((TaskConfig.Tokenizer) recipe.task()).architecture();
        String asked = ((TaskConfig.Tokenizer) recipe.task()).teacher();
        String name = asked.equals(PatchTeacher.NAME) ? training.fittedTeacher(recipe) : asked;
        int dimension = Teachers.dimension(name, architecture.imgSize(), architecture.patchSize());
        Settings settled = Settings.of(recipe);
        settled.set("task.teacher", name);
        settled.set("task.architecture.teacher_dim", Integer.toString(dimension));
        return training.train(settled.toConfig(), spec.commandLine().getOut());
    }

    private String teacher() {
        if (teacher == null && training.preset() != ModelPreset.TINY) {
            throw new IllegalArgumentException(
                    "name the --teacher: clip:DIR or dino:DIR after 'beitstream import', torchscript:FILE, or hog");
        }
        return teacher == null ? "hog" : teacher;
    }
}
