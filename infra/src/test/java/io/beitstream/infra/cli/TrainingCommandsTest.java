package io.beitstream.infra.cli;

import static io.beitstream.infra.cli.Outcome.run;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.beitstream.infra.demo.SampleImages;
import io.beitstream.schemas.ImageEvent;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From pictures to a tokenizer, an encoder and their figures, as a user goes. */
class TrainingCommandsTest {
    private static final String SMALL =
            """
            {"epochs": 2, "batch_size": 16, "rounds": {"steps": 4}, "augmentation": {"size": 32},
             "task": {"architecture": {"img_size": 32, "embed_dim": 32, "depth": 2, "num_heads": 2}}}
            """;
    @TempDir static Path directory;
    private static Path pictures;
    private static Path config;
    private static Path tokenizer;

    @BeforeAll
    static void trainATokenizer() throws Exception {
        pictures = directory.resolve("pictures");
        for (SampleImages.Sample sample : SampleImages.create()) {
            Path kind = pictures.resolve(sample.id().replaceAll("-.*", ""));
            Files.createDirectories(kind);
            Files.write(kind.resolve(sample.id()), sample.bytes());
        }
        config = Files.writeString(directory.resolve("small.json"), SMALL);
        tokenizer = directory.resolve("tokenizer");
        Outcome outcome = run(trainTokenizer());
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out())
                .contains("training: 96 images, 2 epochs of 6 steps of 16 images")
                .contains("is in " + tokenizer);
    }

    private static String trainTokenizer() {
        return "train-tokenizer --data %s --out %s --config %s --set task.architecture.codebook_size=32"
                .formatted(pictures, tokenizer, config);
    }

    @Test
    void theResultIsATokenizerWithItsCurves() throws Exception {
        assertThat(run("inspect " + tokenizer).out()).contains("tiny-tokenizer@");
        assertThat(Files.readAllLines(tokenizer.resolve("metrics.jsonl")))
                .hasSize(12)
                .allSatisfy(
                        line ->
                                assertThat(line)
                                        .contains("distillation_loss", "codebook_usage", "step"));
        assertThat(tokenizer.resolve("curves.html"))
                .content()
                .contains("distillation loss", "<polyline", "Finished.")
                .doesNotContain("http-equiv");
        Path json = directory.resolve("figures.json");
        Outcome outcome =
                run(
                        "evaluate --tokenizer %s --teacher hog --test %s --json %s"
                                .formatted(tokenizer, pictures, json));
        assertThat(outcome.code()).as(outcome.err()).isZero();
        JsonNode figures = new ObjectMapper().readTree(json.toFile());
        assertThat(figures.path("test_images").asInt()).isEqualTo(96);
        assertThat(figures.path("reconstruction_loss").asDouble()).isBetween(0.01, 1.0);
        assertThat(figures.path("codebook_usage").asDouble()).isBetween(0.01, 1.0);
    }

    @Test
    void aFinishedRunIsNotDoneAgainAndAnotherIsRefused() {
        Outcome again = run(trainTokenizer());
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(again.out()).contains("finished already: 96 images");

        Outcome other = run(trainTokenizer() + " --seed 5");
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err())
                .isEqualTo(
                        "beitstream train-tokenizer: %s holds a run with settings that cannot change any more (seed is 5, was 0): give --set seed=0, or another --out\n"
                                .formatted(tokenizer));
    }

    @Test
    void someSettingsChangeWhereARunGoesOn() throws Exception {
        Path out = directory.resolve("changed");
        String command =
                "train-tokenizer --out %s --config %s --epochs 1 --data ".formatted(out, config);
        assertThat(run(command + pictures).code()).isZero();
        Path moved = directory.resolve("moved");
        FileUtils.copyDirectory(pictures.toFile(), moved.toFile());

        // As if it had been stopped in its second round.
        FileUtils.deleteDirectory(out.resolve("rounds/000002").toFile());

        Outcome changed =
                run(
                        command
                                + moved
                                + " --learning-rate 5e-4 --trainers 2 --batch-size 8 --keep-rounds 1");

        assertThat(changed.code()).as(changed.err()).isZero();
        assertThat(changed.out())
                .contains(
                        "from round 2: optimizer.learning_rate is 5.0E-4, was 0.001",
                        "from round 2: rounds.trainers is 2, was 1",
                        "from round 2: batch_size is 8, was 16",
                        "from round 2: rounds.global_batch is 16, was 0",
                        "from round 2: data is \"%s\", was \"%s\"".formatted(moved, pictures),
                        "from round 2: keep.rounds is 1, was 2",
                        "going on after step 4: 96 images, 1 epochs of 6 steps of 16 images, 2 trainers");
        JsonNode run = new ObjectMapper().readTree(out.resolve("run.json").toFile());
        assertThat(run.path("changes")).hasSize(6);
        assertThat(run.at("/config/optimizer/learning_rate").asDouble()).isEqualTo(5e-4);
        assertThat(out.resolve("rounds/000001")).doesNotExist();
        List<Long> rates = new ArrayList<>(); // in millionths
        for (String line : Files.readAllLines(out.resolve("metrics.jsonl"))) {
            JsonNode rate = new ObjectMapper().readTree(line).path("learning_rate");
            rates.add(Math.round(1e6 * rate.asDouble()));
        }
        // A warm-up of one epoch: to 1e-3, and from the fifth step on to 5e-4.
        assertThat(rates).containsExactly(0L, 200L, 400L, 600L, 400L, 500L);

        try (Stream<Path> files = Files.walk(moved)) {
            Files.delete(files.filter(Files::isRegularFile).findFirst().orElseThrow());
        }
        Outcome other = run(command + pictures.resolve("..").resolve("moved"));
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err()).contains("holds other images", "(95, were 96)");

        Outcome impatient = run(command + pictures + " --patience 2");
        assertThat(impatient.code()).isEqualTo(2);
        assertThat(impatient.err()).contains("name images to validate on");
    }

    @Test
    void whatIsPrintedIsWhatTheRunHas() throws Exception {
        Outcome printed = run(trainTokenizer() + " --print-config");

        assertThat(printed.code()).as(printed.err()).isZero();
        ObjectNode kept =
                (ObjectNode)
                        new ObjectMapper()
                                .readTree(tokenizer.resolve("run.json").toFile())
                                .get("config");
        kept.put("precision", "auto"); // the run keeps what that was
        assertThat(new ObjectMapper().readTree(printed.out())).isEqualTo(kept);
    }

    @Test
    void recipesAreListedAndPrinted() throws Exception {
        assertThat(run("recipe").out()).contains("tiny-tokenizer", "large-encoder-1600");

        Outcome printed = run("recipe base-encoder-1600");
        assertThat(printed.code()).as(printed.err()).isZero();
        JsonNode settings = new ObjectMapper().readTree(printed.out());
        assertThat(settings.path("epochs").asInt()).isEqualTo(1600);
        assertThat(settings.at("/task/architecture/vocab_size").isNull()).isTrue();
    }

    @Test
    void aFileExtendsARecipeAndOptionsGoOverIt() throws Exception {
        Path mine =
                Files.writeString(
                        directory.resolve("mine.json"),
                        "{\"extends\": \"base-tokenizer\", \"epochs\": 7, \"seed\": 4}");
        String command =
                "train-tokenizer --data %s --out %s --teacher hog --print-config --config %s"
                        .formatted(pictures, directory.resolve("never"), mine);
        JsonNode config =
                new ObjectMapper().readTree(run(command + " --seed 5 --set epochs=8").out());

        assertThat(config.path("epochs").asInt()).isEqualTo(8);
        assertThat(config.path("seed").asInt()).isEqualTo(5);
        assertThat(config.path("batch_size").asInt()).isEqualTo(512);
        assertThat(config.at("/task/architecture/teacher_dim").asInt()).isEqualTo(96);
        assertThat(directory.resolve("never")).doesNotExist();
    }

    @Test
    void aMistakeInAFileIsOneLineThatNamesIt() throws Exception {
        Path wrong =
                Files.writeString(
                        directory.resolve("wrong.json"), "{\"optimizer\": {\"momentum\": 1}}");
        Outcome outcome =
                run(
                        "pretrain --data %s --out %s --tokenizer %s --config %s"
                                .formatted(pictures, directory.resolve("no"), tokenizer, wrong));

        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err().lines())
                .singleElement()
                .asString()
                .startsWith("beitstream pretrain: " + wrong + ": there is no setting")
                .contains("optimizer.momentum", "learning_rate, min_learning_rate");
    }

    @Test
    void anEncoderIsPretrainedAndEvaluated() throws Exception {
        Path encoder = directory.resolve("encoder");
        String command =
                "pretrain --data %s --out %s --tokenizer %s --config %s --set task.masked_patches=6 --set task.min_mask_block=2"
                        .formatted(pictures, encoder, tokenizer, config);
        Outcome trained = run(command + " --validation " + pictures);
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.out())
                .containsPattern(
                        "validation after step 4: loss \\d+\\.\\d{4}, accuracy \\d+\\.\\d %, by neighbours \\d+\\.\\d %, the best so far");
        assertThat(encoder.resolve("curves.html")).content().contains("knn accuracy");

        Path json = directory.resolve("encoder.json");
        Outcome evaluated =
                run(
                        "evaluate --encoder %s --train %s --test %s --json %s"
                                .formatted(encoder, pictures, pictures, json));
        assertThat(evaluated.code()).as(evaluated.err()).isZero();
        JsonNode figures = new ObjectMapper().readTree(json.toFile());
        assertThat(figures.path("dimension").asInt()).isEqualTo(32);
        assertThat(figures.path("knn_top1").asDouble()).isBetween(0.1, 1.0);
        assertThat(figures.path("linear_top1").asDouble()).isBetween(0.1, 1.0);
        assertThat(
                        run("evaluate --pretraining %s/pretraining --tokenizer %s --test %s"
                                        .formatted(encoder, tokenizer, pictures))
                                .out())
                .contains("accuracy_mim_interval", "accuracy_cls", "loss_cls", "chance")
                .contains("unigram_accuracy", "unigram_entropy");
        assertThat(
                        run("evaluate --encoder %s --train %s --test %s --layers 1,2 --embedding mean --whole --sweep"
                                        .formatted(encoder, pictures, pictures))
                                .out())
                .contains("mean of blocks [1, 2]", "rgb8-bicubic32-crop32", "chosen on every tenth")
                .containsPattern("dimension +64\n")
                .containsPattern("knn_top1_interval +0.\\d{4} to \\d.\\d{4} \\(95 %\\)");
        for (String features : List.of("pixels", "centred-pixels")) {
            assertThat(
                            run("evaluate --features %s --train %s --test %s"
                                            .formatted(features, pictures, pictures))
                                    .out())
                    .contains(features, "3072", "knn_top1");
        }
    }

    @Test
    void theTeacherPatchesIsFittedOnceAndKeptWithTheRun() throws Exception {
        Path out = directory.resolve("by-patches");
        String command =
                "train-tokenizer --data %s --out %s --config %s --set task.architecture.codebook_size=32 --teacher patches"
                        .formatted(pictures, out, config);
        Outcome trained = run(command + " --epochs 1");
        assertThat(trained.code()).as(trained.err()).isZero();
        Path fitted = out.resolve("teacher.safetensors");
        FileTime written = Files.getLastModifiedTime(fitted);
        assertThat(Files.readString(out.resolve("run.json")))
                .contains("\"teacher\" : \"patches:" + fitted, "\"teacher_dim\" : 64");

        assertThat(run(command + " --epochs 1").out()).contains("finished already");
        assertThat(Files.getLastModifiedTime(fitted)).isEqualTo(written);
        assertThat(run(command + " --epochs 2").err()).contains("epochs is 2, was 1");

        String evaluate =
                "evaluate --tokenizer %s --teacher patches:%s --test %s"
                        .formatted(out, fitted, pictures);
        assertThat(run(evaluate).out()).contains("reconstruction_loss", "unigram_entropy");
        Outcome baseline = run(evaluate + " --features teacher --train " + pictures);
        assertThat(baseline.out())
                .as(baseline.err())
                .contains("mean of its patches", "quadrants_linear_top1")
                .containsPattern("dimension +64\n");
        assertThat(run(evaluate.replace("patches:" + fitted, "patches")).err())
                .contains("name it as patches:FILE");
    }

    @Test
    void anEncoderIsFineTunedAndClassifies() throws Exception {
        Path classifier = directory.resolve("classifier");
        String command =
                "finetune --data %s --out %s --config %s".formatted(pictures, classifier, config);
        Outcome trained = run(command + " --epochs 4 --result best --validation " + pictures);
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.out())
                .containsPattern(
                        "validation after step 24: loss \\d\\.\\d{4}, accuracy \\d+\\.\\d %");
        assertThat(Files.readString(classifier.resolve("metrics.jsonl"))).contains("accuracy");

        Outcome evaluated = run("evaluate --encoder %s --test %s".formatted(classifier, pictures));
        assertThat(evaluated.code()).as(evaluated.err()).isZero();
        assertThat(evaluated.out()).contains("test_images", "classifier_top1");

        Path features = directory.resolve("features");
        Outcome extracted =
                run(
                        "extract --tokenizer %s --encoder %s --images %s --out %s --classes --parallelism 1"
                                .formatted(tokenizer, classifier, pictures, features));
        assertThat(extracted.code()).as(extracted.err()).isZero();
        List<GenericRecord> records = embeddings(features);
        List<String> kinds = new ArrayList<>();
        try (Stream<Path> folders = Files.list(pictures)) {
            folders.forEach(folder -> kinds.add(folder.getFileName().toString()));
        }
        assertThat(records)
                .hasSize(96)
                .allSatisfy(
                        record -> {
                            assertThat(kinds).contains(record.get("label").toString());
                            assertThat((float) record.get("score"))
                                    .isBetween(1f / kinds.size() - .01f, 1f);
                        });

        Path other = directory.resolve("again");
        Outcome again =
                run(
                        "finetune --data %s --out %s --init-from %s --epochs 1 --batch-size 16 --set task.drop_path=0"
                                .formatted(pictures, other, classifier));
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(Files.readString(other.resolve("config.json")))
                .contains("\"init_from\" : \"tiny-classifier@", "\"img_size\" : 32");
    }

    private static List<GenericRecord> embeddings(Path features) throws Exception {
        List<GenericRecord> records = new ArrayList<>();
        try (Stream<Path> files = Files.walk(features.resolve("embeddings"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                try (DataFileReader<GenericRecord> reader =
                        new DataFileReader<>(file.toFile(), new GenericDatumReader<>())) {
                    reader.forEach(records::add);
                }
            }
        }
        return records;
    }

    @Test
    void imagesWithoutClassesAndWrongWeightsAreRefused() throws Exception {
        Path flat = Files.createDirectories(directory.resolve("flat"));
        Files.write(flat.resolve("a.png"), SampleImages.create().get(0).bytes());
        Path out = directory.resolve("refused");

        Outcome unlabelled = run("finetune --data %s --out %s".formatted(flat, out));
        assertThat(unlabelled.code()).isEqualTo(2);
        assertThat(unlabelled.err()).contains("1 of 1 images have no class");

        Outcome wrong =
                run(
                        "finetune --data %s --out %s --init-from %s"
                                .formatted(pictures, out, tokenizer));
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("the model is not an encoder");
    }

    @Test
    void aTokenizerGoesOnWithItsWeights() throws Exception {
        Path out = directory.resolve("continued");
        Outcome outcome =
                run(
                        "train-tokenizer --data %s --out %s --init-from %s --epochs 1 --batch-size 16"
                                .formatted(pictures, out, tokenizer));

        assertThat(outcome.code()).as(outcome.err()).isZero();
        List<String> before = Files.readAllLines(tokenizer.resolve("metrics.jsonl"));
        List<String> after = Files.readAllLines(out.resolve("metrics.jsonl"));
        assertThat(loss(after.get(0))).isLessThan(loss(before.get(0)));
    }

    private static double loss(String line) throws Exception {
        return new ObjectMapper().readTree(line).path("distillation_loss").asDouble();
    }

    @Test
    void severalTrainersBringTheRoundsOfTheirNumber() throws Exception {
        Path out = directory.resolve("two");
        Path two =
                Files.writeString(
                        directory.resolve("two.json"),
                        SMALL.replace("\"steps\": 4", "\"trainers\": 2"));
        Outcome outcome =
                run(
                        "train-tokenizer --data %s --out %s --config %s --epochs 1"
                                .formatted(pictures, out, two));

        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("1 epochs of 3 steps of 32 images, 2 trainers");
        JsonNode rounds =
                new ObjectMapper().readTree(out.resolve("run.json").toFile()).at("/config/rounds");
        assertThat(rounds.path("steps").asInt()).isEqualTo(10); // 100 with one
        assertThat(rounds.path("outer_learning_rate").asDouble()).isEqualTo(1);
        assertThat(rounds.path("outer_momentum").asDouble()).isZero();
    }

    @Test
    void severalDevicesGiveTheModelOfOneInMicroBatches() throws Exception {
        String command = "train-tokenizer --data %s --out %s --config %s --epochs 1 ";
        Path two = directory.resolve("two-devices");
        Outcome parallel = run(command.formatted(pictures, two, config) + "--devices cpu,cpu");
        Path one = directory.resolve("one-device");
        Outcome alone = run(command.formatted(pictures, one, config) + "--micro-batches 2");

        assertThat(parallel.code()).as(parallel.err()).isZero();
        assertThat(alone.code()).as(alone.err()).isZero();
        assertThat(two.resolve("run.json")).content().contains("\"micro_batches\" : 2");
        assertThat(two.resolve("model.safetensors"))
                .hasSameBinaryContentAs(one.resolve("model.safetensors"));
        Outcome refused = run(command.formatted(pictures, two, config) + "--devices gpu:0,tpu");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("'gpu:0,tpu' names no devices");
    }

    @Test
    void aGlobalBatchIsSharedByAsManyTrainersAsThereAre() throws Exception {
        Path out = directory.resolve("global");
        String command =
                "train-tokenizer --data %s --out %s --config %s --epochs 1 --global-batch 24 --trainers "
                        .formatted(pictures, out, config);
        Outcome two = run(command + 2);
        assertThat(two.code()).as(two.err()).isZero();
        assertThat(two.out())
                .contains("warning: the recipe's batch is 16, not 24")
                .contains("1 epochs of 4 steps of 24 images, 2 trainers");

        Outcome three = run(command + 3);
        assertThat(three.code()).as(three.err()).isZero();
        assertThat(three.out()).contains("finished already", "24 images, 3 trainers");
        JsonNode settings =
                new ObjectMapper().readTree(out.resolve("run.json").toFile()).path("config");
        assertThat(settings.path("batch_size").asInt()).isEqualTo(8);
        assertThat(settings.at("/rounds/trainers").asInt()).isEqualTo(3);

        Outcome five = run(command + 5);
        assertThat(five.code()).isEqualTo(2);
        assertThat(five.out()).contains("does not divide among 5 trainers: they take 4 each, 20");
        assertThat(five.err()).contains("trainers times batch size must stay 24");
        Outcome both = run(command + "2 --batch-size 12");
        assertThat(both.code()).isEqualTo(2);
        assertThat(both.err()).contains("name --batch-size or --global-batch, not both");
    }

    @Test
    void imageEventsInAvroFilesAreTrainingDataToo() throws Exception {
        Path events = Files.createDirectories(directory.resolve("events"));
        SpecificData data = SpecificData.getForClass(ImageEvent.class);
        try (DataFileWriter<ImageEvent> writer =
                new DataFileWriter<>(
                        new SpecificDatumWriter<>(ImageEvent.getClassSchema(), data))) {
            writer.create(ImageEvent.getClassSchema(), events.resolve("events.avro").toFile());
            for (SampleImages.Sample sample : SampleImages.create().subList(0, 32)) {
                writer.append(
                        ImageEvent.newBuilder()
                                .setId(sample.id())
                                .setBytes(ByteBuffer.wrap(sample.bytes()))
                                .setAttributes(Map.of())
                                .build());
            }
        }
        Path out = directory.resolve("from-events");
        Outcome outcome =
                run(
                        "train-tokenizer --data %s --out %s --config %s --epochs 1"
                                .formatted(events, out, config));

        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("training: 32 images, 1 epochs of 2 steps");
        assertThat(out.resolve("data")).isDirectoryContaining("glob:**.tar");
    }
}
