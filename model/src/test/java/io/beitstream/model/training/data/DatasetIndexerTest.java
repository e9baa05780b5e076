package io.beitstream.model.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetIndexerTest {
    @TempDir Path directory;

    @Test
    void aFolderOfClassesIsReadInTheOrderOfNames() throws Exception {
        write("cats/b.jpg", "cat b");
        write("cats/deep/a.PNG", "cat a");
        write("dogs/c.webp", "dog c");
        write("notes.txt", "no image");
        write(".hidden.jpg", "no image either");
        write("_temporary/d.jpg", "nor this");

        try (ImageDataset dataset = DatasetIndexer.index(directory)) {
            assertThat(dataset.locations())
                    .extracting(SampleLocation::id, SampleLocation::label)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("cats/b.jpg", "cats"),
                            org.assertj.core.groups.Tuple.tuple("cats/deep/a.PNG", "cats"),
                            org.assertj.core.groups.Tuple.tuple("dogs/c.webp", "dogs"));
            assertThat(dataset.read(2)).asString(StandardCharsets.UTF_8).isEqualTo("dog c");
        }
    }

    @Test
    void aShardHasTheClassesOfItsClsEntries() throws Exception {
        Path shard = directory.resolve("train-000.tar");
        shard(shard, "x/7.jpg", "seven", "x/7.cls", "ship\n", "x/8.json", "{}", "x/8.png", "eight");

        try (ImageDataset dataset = DatasetIndexer.index(directory)) {
            assertThat(dataset.locations())
                    .extracting(SampleLocation::id, SampleLocation::label)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("train-000.tar/x/7.jpg", "ship"),
                            org.assertj.core.groups.Tuple.tuple("train-000.tar/x/8.png", null));
            assertThat(dataset.read(1)).asString(StandardCharsets.UTF_8).isEqualTo("eight");
            assertThat(dataset.read(0)).asString(StandardCharsets.UTF_8).isEqualTo("seven");
        }
    }

    @Test
    void theFirstImageOfANameKeepsItsClass() throws Exception {
        shard(
                directory.resolve("a.tar"),
                "1.jpg|one|1.png|one too|1.cls|ship|2.jpg|two|1.cls|cat|1.jpg|other|2.jpg|again|2.cls|dog|3.jpg|three|4.jpg|four|3.cls|late"
                        .split("\\|"));

        try (ImageDataset dataset = DatasetIndexer.index(directory)) {
            assertThat(dataset.locations())
                    .extracting(SampleLocation::id, SampleLocation::label)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("a.tar/1.jpg", "ship"),
                            org.assertj.core.groups.Tuple.tuple("a.tar/2.jpg", null),
                            org.assertj.core.groups.Tuple.tuple("a.tar/3.jpg", "late"),
                            org.assertj.core.groups.Tuple.tuple("a.tar/4.jpg", null));
            assertThat(dataset.read(0)).asString(StandardCharsets.UTF_8).isEqualTo("one");
        }
    }

    @Test
    void anIndexComesBackAsItWasWritten() throws Exception {
        shard(directory.resolve("a.tar"), "1.jpg", "one", "1.cls", "ship", "2.jpg", "two");
        write("class/3.jpg", "three");
        Path file = directory.resolve("samples.index");

        try (ImageDataset dataset = DatasetIndexer.index(directory)) {
            IndexFile.write(file, dataset);
            try (ImageDataset read = IndexFile.read(file)) {
                assertThat(read.locations())
                        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("file")
                        .isEqualTo(dataset.locations());
                assertThat(read.read(1)).asString(StandardCharsets.UTF_8).isEqualTo("two");
            }
        }
    }

    @Test
    void theOrderIsThatOfWholePaths() throws Exception {
        for (String name : List.of("a/x.png", "a-b/y.png", "a.png", "a/b/z.png", "ab.png")) {
            write(name, "image");
        }

        try (ImageDataset dataset = DatasetIndexer.index(directory)) {
            assertThat(dataset.locations().stream().map(SampleLocation::id))
                    .containsExactly("a-b/y.png", "a.png", "a/b/z.png", "a/x.png", "ab.png");
            assertThat(dataset.classes()).containsExactly("a-b", "a");
            assertThat(dataset.unlabelled()).isEqualTo(2);
        }
    }

    @Test
    void longNamesAndManySamplesComeBack() throws Exception {
        Path shard = directory.resolve("many.tar");
        String[] entries = new String[4 * 2000];
        for (int i = 0; i < 2000; i++) {
            String key = "k".repeat(i % 300 + 1) + i;
            List<String> sample = List.of(key + ".cls", "c" + i % 7, key + ".png", "image " + i);
            for (int j = 0; j < 4; j++) {
                entries[4 * i + j] = sample.get(j);
            }
        }
        shard(shard, entries);

        try (ImageDataset dataset = DatasetIndexer.index(shard)) {
            assertThat(dataset.size()).isEqualTo(2000);
            assertThat(dataset.classes()).hasSize(7).startsWith("c0", "c1");
            SampleLocation late = dataset.location(1999);
            assertThat(late.id()).isEqualTo("many.tar/" + "k".repeat(200) + "1999.png");
            assertThat(late.label()).isEqualTo("c4");
            assertThat(dataset.read(1999)).asString(StandardCharsets.UTF_8).isEqualTo("image 1999");
        }
    }

    @Test
    void aFileThatIsNoIndexOfThisVersionIsRefused() throws Exception {
        Path file = directory.resolve("samples.index");
        Files.write(file, ByteBuffer.allocate(64).putLong(0x6265697453494458L).array());
        assertThatThrownBy(() -> IndexFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is an index of an earlier version");
        Files.writeString(file, "short");
        assertThatThrownBy(() -> IndexFile.read(file)).hasMessageContaining("is no sample index");
    }

    @Test
    void whatCannotBeTrainedOnIsRefusedInWords() throws Exception {
        assertThatThrownBy(() -> DatasetIndexer.index(directory.resolve("nothing")))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> DatasetIndexer.index(directory))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("there are no images in");
        write("shard.tar.gz", "compressed");
        assertThatThrownBy(() -> DatasetIndexer.index(directory))
                .hasMessageContaining("is compressed");
        Files.delete(directory.resolve("shard.tar.gz"));
        write("shard.tar", "this is no archive".repeat(100));
        assertThatThrownBy(() -> DatasetIndexer.index(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is no sound tar archive");
        shard(directory.resolve("shard.tar"), "1.jpg", "one".repeat(2000));
        byte[] half = Arrays.copyOf(Files.readAllBytes(directory.resolve("shard.tar")), 3000);
        Files.write(directory.resolve("shard.tar"), half);
        assertThatThrownBy(() -> DatasetIndexer.index(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is no sound tar archive");
    }

    private void write(String name, String content) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private static void shard(Path file, String... namesAndContents) throws IOException {
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(file))) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (int i = 0; i < namesAndContents.length; i += 2) {
                byte[] content = namesAndContents[i + 1].getBytes(StandardCharsets.UTF_8);
                TarArchiveEntry entry = new TarArchiveEntry(namesAndContents[i]);
                entry.setSize(content.length);
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
            }
        }
    }
}
