package io.beitstream.infra.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** DJL's CUDA binding against the libraries that the profile {@code gpu} unpacks. */
class CudaLinkTest {
    private static final Path FOLDER = Path.of("target", "libtorch-gpu");
    private static final String BINDING = "/jnilib/linux-x86_64/cu128/libdjl_torch.so";

    /** A C++ name from one of libtorch's namespaces. */
    private static final Pattern OF_LIBTORCH = Pattern.compile("_Z.*(3c10|2at|5torch).*");

    /** What every Linux has. */
    private static final Pattern OF_THE_SYSTEM =
            Pattern.compile(
                    "(libstdc\\+\\+|libgcc_s|libc|libm|libdl|librt|libpthread|ld-linux.*)\\.so.*");

    /** What the CUDA runtime's image brings. */
    private static final Pattern OF_CUDA = Pattern.compile("lib(cu[a-zA-Z]+)\\.so\\.\\d+");

    @BeforeAll
    static void librariesAreThere() {
        assumeTrue(
                Files.isDirectory(FOLDER),
                "libtorch's CUDA build is not there (615 MB): mvn -Pgpu -Dtest=CudaLinkTest ...");
    }

    @Test
    void everySymbolThatTheBindingWantsOfLibtorchIsDefined() throws IOException {
        Set<String> missing = new TreeSet<>();
        for (String name : binding().wanted()) {
            if (OF_LIBTORCH.matcher(name).matches()) {
                missing.add(name);
            }
        }
        assertThat(missing).hasSizeGreaterThan(300);
        for (Path file : files()) {
            missing.removeAll(ElfLibrary.read(file).defined());
        }

        assertThat(missing).isEmpty();
    }

    @Test
    void everyLibraryThatIsNeededIsThereOrOfTheSystemOrOfCuda() throws IOException {
        Set<String> needed = new TreeSet<>(binding().needed());
        Set<String> there = new HashSet<>();
        for (Path file : files()) {
            there.add(file.getFileName().toString());
            needed.addAll(ElfLibrary.read(file).needed());
        }
        assertThat(needed).contains("libtorch_cuda.so", "libcudart.so.12", "libopenblas.so.0");
        needed.removeAll(there);

        assertThat(needed)
                .allMatch(
                        name ->
                                OF_THE_SYSTEM.matcher(name).matches()
                                        || OF_CUDA.matcher(name).matches());
    }

    @Test
    void nothingIsThereThatWouldBeLoadedAndLookForClassesOfOthers() throws IOException {
        assertThat(files()).noneMatch(file -> file.getFileName().toString().startsWith("libjni"));
    }

    private static ElfLibrary binding() throws IOException {
        try (InputStream in = CudaLinkTest.class.getResourceAsStream(BINDING)) {
            assertThat(in).isNotNull();
            return ElfLibrary.read(ByteBuffer.wrap(in.readAllBytes()));
        }
    }

    private static Set<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return new TreeSet<>(files.filter(f -> f.toString().contains(".so")).toList());
        }
    }
}
