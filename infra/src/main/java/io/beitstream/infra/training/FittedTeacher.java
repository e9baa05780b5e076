package io.beitstream.infra.training;

import io.beitstream.model.image.RgbImage;
import io.beitstream.model.training.data.DatasetIndexer;
import io.beitstream.model.training.data.ImageDataset;
import io.beitstream.model.training.data.SampleMaker;
import io.beitstream.model.training.data.SampleOrder;
import io.beitstream.model.training.run.RunDirectory;
import io.beitstream.model.training.task.TaskConfig;
import io.beitstream.model.training.task.TrainingConfig;
import io.beitstream.model.training.teacher.PatchTeacher;
import io.beitstream.model.training.teacher.PatchTeacherFit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

/**
 * The teacher {@code patches} of a run: fitted to the run's first samples when it begins, and kept
 * in its directory, so that it goes on with the same.
 */
public final class FittedTeacher {
    private static final String FILE = "teacher.safetensors";

    private FittedTeacher() {}

    /**
     * The settings with {@code patches:FILE} for {@code patches}; the file is written if there is
     * no run yet. Those with another teacher, or none, stay as they are.
     *
     * @param out the run's directory
     * @param samples makes the folder or shard that holds the samples
     */
    public static TrainingConfig in(Path out, TrainingConfig config, Callable<Path> samples)
            throws Exception {
        if (!(config.task() instanceof TaskConfig.Tokenizer task)
                || !task.teacher().equals(PatchTeacher.NAME)) {
            return config;
        }
        Path file = out.toAbsolutePath().normalize().resolve(FILE);
        boolean begun = new RunDirectory(out).exists() || Files.exists(out.resolve("config.json"));
        if (!begun) {
            Files.createDirectories(out);
            fit(config, task, samples.call()).write(file);
        }
        return config.with(task.taughtBy(PatchTeacher.NAME + ":" + file));
    }

    private static PatchTeacher fit(TrainingConfig config, TaskConfig.Tokenizer task, Path samples)
            throws IOException {
        try (ImageDataset dataset = DatasetIndexer.index(samples)) {
            SampleOrder order = new SampleOrder(config.seed(), dataset.size());
            int count = Math.min(PatchTeacherFit.IMAGES, dataset.size());
            int[] indices = IntStream.range(0, count).map(i -> order.index(0, i)).toArray();
            SampleMaker maker = config.sampleMaker(dataset);
            List<RgbImage> views =
                    IntStream.of(indices).parallel().mapToObj(i -> view(maker, i)).toList();
            return PatchTeacherFit.ofSeed(config.seed()).to(views, task.architecture().patchSize());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static RgbImage view(SampleMaker maker, int index) {
        try {
            return maker.make(0, index, (location, reason) -> {}).view();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
