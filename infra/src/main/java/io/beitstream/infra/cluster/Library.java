package io.beitstream.infra.cluster;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * An entry of a class path: a jar, or a folder of classes as a build leaves it in {@code
 * MODULE/target/classes}.
 */
record Library(Path path) {
    private static final Pattern JAR = Pattern.compile("(.+?)-\\d.*\\.jar");

    /** Its name without a version. */
    String artifact() {
        if (isFolder()) {
            Path whole = path.toAbsolutePath().normalize();
            return whole.getName(Math.max(0, whole.getNameCount() - 3)).toString();
        }
        Matcher jar = JAR.matcher(fileName(path));
        return jar.matches() ? jar.group(1) : fileName(path).replaceFirst("\\.jar$", "");
    }

    LibraryPlace place() {
        return LibraryPlace.of(artifact());
    }

    /** The name of the jar that it is, or becomes. */
    String jarName() {
        return isFolder() ? artifact() + ".jar" : fileName(path);
    }

    /** Writes the jar into a folder. */
    void copyTo(Path folder) throws IOException {
        Path jar = folder.resolve(jarName());
        if (!isFolder()) {
            Files.copy(path, jar);
            return;
        }
        try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(jar));
                ZipOutputStream zip = new ZipOutputStream(file);
                Stream<Path> tree = Files.walk(path)) {
            List<Path> files = tree.filter(Files::isRegularFile).sorted().toList();
            for (Path each : files) {
                zip.putNextEntry(new ZipEntry(path.relativize(each).toString()));
                Files.copy(each, zip);
            }
        }
    }

    private boolean isFolder() {
        return Files.isDirectory(path);
    }

    private static String fileName(Path path) {
        return String.valueOf(path.getFileName());
    }
}
