package io.beitstream.infra.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCopiesTest {
    private static final DataLocation HERE = DataLocation.of("https://here/t.tar");
    private static final DataLocation THERE = DataLocation.of("s3://there/t.tar");

    @TempDir private Path out;

    private Path copy(DataLocation data, String... files) throws IOException {
        Path folder = Files.createDirectories(new DataCopies(out).next());
        new Origin(data.text(), List.of(files)).write(folder);
        return folder;
    }

    @Test
    void aCopyIsFoundByWhatWasNamed() throws Exception {
        DataCopies copies = new DataCopies(out);
        assertThat(copies.named(HERE)).isNull();

        Path first = copy(HERE, "10 t.tar");
        Path second = copy(THERE, "11 t.tar");

        assertThat(first).isEqualTo(out.resolve("data"));
        assertThat(second).isEqualTo(out.resolve("data-2"));
        assertThat(copies.named(HERE)).isEqualTo(first);
        assertThat(copies.named(THERE)).isEqualTo(second);
    }

    @Test
    void aCopyIsFoundWhereAnEarlierOneIsGone() throws Exception {
        Path first = copy(HERE, "10 t.tar");
        Path second = copy(THERE, "11 t.tar");
        FileUtils.deleteDirectory(first.toFile());

        assertThat(new DataCopies(out).named(THERE)).isEqualTo(second);
    }

    @Test
    void eventsThatHaveChangedAreOtherData() throws Exception {
        Path events = Files.write(out.resolve("events.avro"), new byte[4]);
        DataLocation data = new DataLocation(events.toString());
        Path folder = Files.createDirectories(out.resolve("data"));
        LocalData.origin(data).write(folder);

        assertThat(new DataCopies(out).named(data)).isEqualTo(folder);
        Files.write(events, new byte[5]);
        assertThat(new DataCopies(out).named(data)).isNull();
    }

    @Test
    void aCopyOfEqualFilesIsAsGood() throws Exception {
        Path first = copy(HERE, "10 t.tar", "11 u.tar");
        DataCopies copies = new DataCopies(out);

        assertThat(copies.of(new Origin("s3://there", List.of("10 t.tar", "11 u.tar"))))
                .isEqualTo(first);
        assertThat(copies.of(new Origin("s3://there", List.of("10 t.tar")))).isNull();
    }

    @Test
    void filesOfUnknownLengthAreNotTakenForEqual() throws Exception {
        copy(HERE, "-1 t.tar");

        assertThat(new DataCopies(out).of(new Origin("s3://there", List.of("-1 t.tar")))).isNull();
    }

    @Test
    void aCopyThatDoesNotTellIsOfEventsOnThisMachine() throws Exception {
        Path data = Files.createDirectories(out.resolve("data"));

        assertThat(new DataCopies(out).named(DataLocation.of("events"))).isNull(); // nobody's
        Files.writeString(out.resolve("run.json"), "{}");
        assertThat(new DataCopies(out).named(DataLocation.of("events"))).isEqualTo(data);
        assertThat(new DataCopies(out).named(HERE)).isNull();
    }

    @Test
    void locationsAreWhatTheUserTyped() {
        assertThat(DataLocation.of("https://host//a/{0..1}.tar").text())
                .isEqualTo("https://host//a/{0..1}.tar");
        assertThat(DataLocation.of("https://host/a.tar?signature=s").name())
                .isEqualTo("https://host/a.tar");
        assertThat(DataLocation.of("https://host/{a.tar?sig={x,y},b.tar?se=1}").name())
                .isEqualTo("https://host/{a.tar,b.tar}");
        assertThat(DataLocation.of("{https://host/a.tar?token=s,https://u:p@host/b.tar}").name())
                .isEqualTo("{https://host/a.tar,https://host/b.tar}");
        assertThat(DataLocation.of("https://host/a.tar?id=1&X-Goog-Date=2").name())
                .isEqualTo(DataLocation.of("https://host/a.tar?id=1").name())
                .isNotEqualTo(DataLocation.of("https://host/a.tar?id=2").name())
                .matches("https://host/a\\.tar\\?[0-9a-f]{8}");
        assertThat(DataLocation.of("abfs://box@account/a").name())
                .isEqualTo("abfs://box@account/a");
        assertThat(DataLocation.of("s3://bucket/a?b/").name()).isEqualTo("s3://bucket/a?b/");
        assertThat(DataLocation.of("shards/").text()).isEqualTo("shards");
        assertThat(DataLocation.of("file:///a/b").path()).isEqualTo(Path.of("/a/b"));
        assertThat(DataLocation.of("file:///a/b").isRemote()).isFalse();
    }

    @Test
    void tablesAreDataOnlyWhereThereAreNoSamples() throws Exception {
        Path tables = Files.createDirectories(out.resolve("tables"));
        assertThat(LocalData.mustBeConverted(tables)).isFalse();
        Files.write(tables.resolve("a.parquet"), new byte[4]);
        assertThat(LocalData.mustBeConverted(tables)).isTrue();
        assertThat(LocalData.origin(new DataLocation(tables.toString())).files())
                .containsExactly("4 a.parquet");
        Files.write(tables.resolve("a.tar"), new byte[4]);
        assertThat(LocalData.mustBeConverted(tables)).isFalse();
    }

    @Test
    void aCopyWithDeadLettersIsOfSamples() throws Exception {
        Path copy = Files.createDirectories(out.resolve("copy"));
        Files.createDirectories(copy.resolve("dead-letters"));
        Files.write(copy.resolve("dead-letters/part-0.avro"), new byte[4]);
        Files.write(copy.resolve("events.avro"), new byte[4]);
        assertThat(LocalData.mustBeConverted(copy)).isTrue();
        assertThat(LocalData.origin(new DataLocation(copy.toString())).files())
                .containsExactly("4 events.avro");
        Files.write(copy.resolve("part-0.tar"), new byte[4]);
        assertThat(LocalData.mustBeConverted(copy)).isFalse();
    }

    @Test
    void aLinkedFolderIsLookedThrough() throws Exception {
        Path events = Files.createDirectories(out.resolve("events"));
        Files.write(events.resolve("a.avro"), new byte[4]);
        Path link = Files.createSymbolicLink(out.resolve("link"), events);

        assertThat(LocalData.mustBeConverted(link)).isTrue();
        assertThat(LocalData.origin(new DataLocation(link.toString())).files())
                .containsExactly("4 a.avro");
    }
}
