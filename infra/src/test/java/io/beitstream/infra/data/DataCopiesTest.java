package io.beitstream.infra.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

        assertThat(new DataCopies(out).named(DataLocation.of("events"))).isEqualTo(data);
        assertThat(new DataCopies(out).named(HERE)).isNull();
    }

    @Test
    void twoCommandsDoNotBringTheSameData() throws Exception {
        try (DataLock held = DataLock.of(out)) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> DataLock.of(out))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("another process brings the data into " + out);
        }
        DataLock.of(out).close();
    }

    @Test
    void locationsAreWhatTheUserTyped() {
        assertThat(DataLocation.of("https://host//a/{0..1}.tar").text())
                .isEqualTo("https://host//a/{0..1}.tar");
        assertThat(DataLocation.of("https://host/a.tar?signature=s").name())
                .isEqualTo("https://host/a.tar");
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
}
