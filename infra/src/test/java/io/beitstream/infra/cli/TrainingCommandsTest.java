package io.beitstream.infra.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.beitstream.infra.demo.SampleImages;
import io.beitstream.schemas.ImageEvent;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

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

    private record Outcome(int code, String out, String err) {}

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
        assertThat(other.err()).contains("seed is 5, was 0", "use those, or another --out");
    }

    @Test
    void anEncoderIsPretrainedAndEvaluated() throws Exception {
        Path encoder = directory.resolve("encoder");
        String command =
                "pretrain --data %s --out %s --tokenizer %s --config %s --set task.masked_patches=6 --set task.min_mask_block=2"
                        .formatted(pictures, encoder, tokenizer, config);
        Outcome trained = run(command);
        assertThat(trained.code()).as(trained.err()).isZero();

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
                .contains("accuracy_mim", "accuracy_cls", "loss_cls", "chance");
        for (String features : List.of("pixels", "centred-pixels")) {
            assertThat(
                            run("evaluate --features %s --train %s --test %s"
                                            .formatted(features, pictures, pictures))
                                    .out())
                    .contains(features, "3072", "knn_top1");
        }
    }

    @Test
    void anEncoderIsFineTunedAndClassifies() throws Exception {
        Path classifier = directory.resolve("classifier");
        String command =
                "finetune --data %s --out %s --config %s".formatted(pictures, classifier, config);
        Outcome trained = run(command + " --epochs 4");
        assertThat(trained.code()).as(trained.err()).isZero();
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
        assertThat(five.err()).contains("use those, or another --out");
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

    private static Outcome run(String arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine =
                Beitstream.commandLine(new Beitstream())
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true));
        int code = commandLine.execute(arguments.split(" "));
        return new Outcome(code, out.toString(), err.toString());
    }
}
