package io.beitstream.infra.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterFilesTest {
    @TempDir private Path directory;
    private Path classes;

    @BeforeEach
    void build() throws Exception {
        classes = Files.createDirectories(directory.resolve("infra/target/classes"));
        Files.createDirectories(classes.resolve("io"));
        Files.writeString(classes.resolve("io/Main.class"), "code");
    }

    private Path jar(String name) throws Exception {
        return Files.writeString(directory.resolve(name), name);
    }

    @Test
    void everyLibraryIsInOnePlace() throws Exception {
        Path out = directory.resolve("out");
        List<Path> classPath =
                List.of(
                        classes,
                        jar("model-0.1.0-SNAPSHOT.jar"),
                        jar("pytorch-native-cpu-2.7.1-linux-x86_64.jar"),
                        jar("flink-runtime-2.2.1.jar"),
                        jar("log4j-slf4j-impl-2.25.5.jar"),
                        jar("flink-connector-kafka-5.0.0-2.2.jar"),
                        jar("a-library-of-tomorrow-1.jar"),
                        directory.resolve("not/there.jar"));

        new ClusterFiles(classPath).write(out, "io.Main");

        assertThat(out.resolve("lib").toFile().list())
                .containsExactlyInAnyOrder(
                        "model-0.1.0-SNAPSHOT.jar", "pytorch-native-cpu-2.7.1-linux-x86_64.jar");
        assertThat(out.resolve("job").toFile().list())
                .containsExactlyInAnyOrder(
                        "infra.jar",
                        "flink-connector-kafka-5.0.0-2.2.jar",
                        "a-library-of-tomorrow-1.jar");
        try (JarFile infra = new JarFile(out.resolve("job/infra.jar").toFile())) {
            assertThat(infra.getInputStream(infra.getEntry("io/Main.class"))).hasContent("code");
        }
        try (JarFile job = new JarFile(ClusterFiles.jobJar(out).toFile())) {
            assertThat(job.getManifest().getMainAttributes().getValue("Main-Class"))
                    .isEqualTo("io.Main");
            assertThat(job.stream().map(ZipEntry::getName))
                    .containsExactly(
                            "META-INF/MANIFEST.MF",
                            "lib/a-library-of-tomorrow-1.jar",
                            "lib/flink-connector-kafka-5.0.0-2.2.jar",
                            "lib/infra.jar");
        }
    }

    @Test
    void aFolderInUseIsLeftAlone() {
        assertThatThrownBy(() -> new ClusterFiles(List.of()).write(directory, "io.Main"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(directory + " is not empty: choose another --out");
    }
}
