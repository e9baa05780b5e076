package io.beitstream.infra.cli;

import static io.beitstream.infra.cli.Outcome.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.infra.deadletters.LetterBroker;
import io.beitstream.infra.deadletters.Letters;
import io.beitstream.schemas.DeadLetter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadLettersOfFilesTest {
    @TempDir Path directory;

    /** A file of letters as an extraction writes it, below the folder {@code dead-letters}. */
    private void write(String name, DeadLetter.Builder... letters) throws IOException {
        Path folder = Files.createDirectories(directory.resolve("dead-letters"));
        SpecificData data = SpecificData.getForClass(DeadLetter.class);
        try (DataFileWriter<DeadLetter> writer =
                new DataFileWriter<>(
                        new SpecificDatumWriter<>(DeadLetter.getClassSchema(), data))) {
            writer.create(DeadLetter.getClassSchema(), folder.resolve(name).toFile());
            for (DeadLetter.Builder letter : letters) {
                writer.append(letter.build());
            }
        }
    }

    private void writeThree() throws IOException {
        write(
                "part-0.avro",
                Letters.truncated("a.jpg"),
                Letters.truncated("text").setOriginalEvent(ByteBuffer.wrap(new byte[] {1})));
        write("part-1.avro", Letters.truncated("b.jpg"));
        write(".part-2.inprogress.avro", Letters.truncated("c.jpg"));
    }

    @Test
    void listAndShowReadTheFolderThatExtractWrites() throws Exception {
        writeThree();

        assertThat(run("dead-letters list --from " + directory).out())
                .contains("DECODE  image-truncated  3 ");
        assertThat(
                        run("dead-letters list --letters --from "
                                        + directory.resolve("dead-letters"))
                                .out())
                .contains("part-0.avro@1", "part-1.avro@0");
        assertThat(run("dead-letters show b.jpg --from " + directory).out())
                .contains("part-1.avro@0", "5 bytes inline");
        assertThat(run("dead-letters show --position part-0.avro@1 --from " + directory).out())
                .contains("1 bytes, no image event");
    }

    @Test
    void parquetIsNotTakenForNothing() throws Exception {
        Files.createFile(
                Files.createDirectories(directory.resolve("dead-letters/date=2026-11-27"))
                        .resolve("compacted-part-0.parquet"));

        Outcome list = run("dead-letters list --from " + directory);

        assertThat(list.code()).isEqualTo(2);
        assertThat(list.err()).contains("are Parquet, and Avro is read here");
    }

    @Test
    void imageEventsBecomeAFileThatExtractTakes() throws Exception {
        writeThree();
        Path events = directory.resolve("events.avro");
        Path model = directory.resolve("encoder");
        run("init --preset tiny --kind encoder --seed 3 --out " + model);

        Outcome replay =
                run("dead-letters replay --from %s --to-file %s".formatted(directory, events));
        Outcome extract =
                run(
                        "extract --encoder %s --images %s --out %s --parallelism 1"
                                .formatted(model, events, directory.resolve("out")));

        assertThat(replay.out())
                .as(replay.err())
                .isEqualTo(
                        """
                        1 left: they are no image events
                        2 replayed, 0 skipped by attempts, 0 gone, 1 left
                        """);
        assertThat(extract.code()).as(extract.err()).isZero();
        assertThat(FileCounts.of(Location.of(directory.resolve("out")), List.of("")))
                .containsEntry("dead-letters", 2L);
        assertThat(run("dead-letters list --from " + directory.resolve("out")).out())
                .contains("image-unsupported-format");
    }

    @Test
    void aFileThatIsThereIsNotOverwritten() throws Exception {
        writeThree();
        Path events = Files.writeString(directory.resolve("events.avro"), "precious");

        Outcome outcome =
                run("dead-letters replay --from %s --to-file %s".formatted(directory, events));

        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("is there already");
        assertThat(events).hasContent("precious");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 40})
    void aFileThatIsCutShortIsNamed(int bytesMissing) throws Exception {
        writeThree();
        Path file = directory.resolve("dead-letters/part-0.avro");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - bytesMissing));

        Outcome outcome = run("dead-letters list --from " + directory);

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("part-0.avro is cut short");
        assertThat(outcome.err().strip().lines()).hasSize(1);
    }

    @Test
    void lettersOfFilesArePublishedToATopic() throws Exception {
        writeThree();
        try (LetterBroker broker = new LetterBroker()) {
            broker.create("images");

            Outcome outcome =
                    run(
                            "dead-letters replay --from %s --to images --bootstrap-servers %s"
                                    .formatted(directory, broker.bootstrapServers()));

            assertThat(outcome.out())
                    .as(outcome.err())
                    .isEqualTo("3 replayed, 0 skipped by attempts, 0 gone, 0 left\n");
            assertThat(broker.keys("images")).containsExactly("a.jpg", "text", "b.jpg");
        }
    }
}
