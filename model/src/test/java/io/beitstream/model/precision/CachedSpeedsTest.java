package io.beitstream.model.precision;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.model.Precision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CachedSpeedsTest {
    private static final ProductSpeeds SPEEDS =
            new ProductSpeeds(Map.of(Precision.FP32, .0125, Precision.BF16, .0625));

    @TempDir Path directory;
    private Path file;
    private int measurements;

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("a").resolve("speeds.properties");
    }

    @Test
    void aMachineIsMeasuredOnce() {
        assertThat(cached("one").of("cpu")).isEqualTo(SPEEDS);
        assertThat(cached("one").of("cpu")).isEqualTo(SPEEDS);

        assertThat(measurements).isEqualTo(1);
    }

    @Test
    void anotherProcessorOrLibraryIsMeasuredAnew() {
        cached("one").of("cpu");
        cached("two").of("cpu");

        assertThat(measurements).isEqualTo(2);
    }

    @Test
    void gpusAreNotKept() {
        cached("one").of("gpu:0");
        cached("one").of("gpu:0");

        assertThat(measurements).isEqualTo(2);
        assertThat(file).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "machine=one",
                "machine=one\nfp32=fast\nbf16=1",
                "machine=one\nfp32=-1\nbf16=1",
                "machine=one\nbf16=1",
                "\\u00"
            })
    void aBrokenFileIsMeasuredAnewAndReplaced(String content) throws Exception {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);

        assertThat(cached("one").of("cpu")).isEqualTo(SPEEDS);
        assertThat(cached("one").of("cpu")).isEqualTo(SPEEDS);

        assertThat(measurements).isEqualTo(1);
    }

    @Test
    void aFolderThatCannotBeMadeIsNoError() throws Exception {
        Files.writeString(file.getParent(), "a file where the folder should be");

        assertThat(cached("one").of("cpu")).isEqualTo(SPEEDS);
        assertThat(measurements).isEqualTo(1);
    }

    private CachedSpeeds cached(String machine) {
        return new CachedSpeeds(
                file,
                machine,
                device -> {
                    measurements++;
                    return SPEEDS;
                });
    }
}
