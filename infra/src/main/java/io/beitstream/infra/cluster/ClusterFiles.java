package io.beitstream.infra.cluster;

import java.io.BufferedOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;

/**
 * The files that make a Flink cluster run our jobs, made of a class path:
 *
 * <pre>
 * lib/                 for Flink's own lib folder, on every machine
 * job/                 the job, and the libraries that it alone needs
 * beitstream-job.jar   all of job/ in one file, for flink run
 * </pre>
 *
 * The one file holds the others under {@code lib/}, from where Flink takes them: nothing is merged.
 * No class is in two places, so objects of {@code lib/} and of the job fit together whichever class
 * loader Flink asks first.
 */
public final class ClusterFiles {
    private static final String JOB_JAR = "beitstream-job.jar";

    private final List<Library> classPath;

    /**
     * @param classPath jars and folders of classes, of nothing but what runs
     */
    public ClusterFiles(List<Path> classPath) {
        this.classPath =
                classPath.stream()
                        .filter(Files::exists)
                        .map(Library::new)
                        .filter(library -> library.place() != LibraryPlace.FLINK)
                        .toList();
    }

    /** The files of the class path that this process was started with. */
    public static ClusterFiles ofThisProcess() {
        return new ClusterFiles(paths(System.getProperty("java.class.path")));
    }

    /** The entries of a class path. */
    public static List<Path> paths(String classPath) {
        return Stream.of(classPath.strip().split(File.pathSeparator)).map(Path::of).toList();
    }

    /**
     * Writes them.
     *
     * @param mainClass that {@code flink run} starts when it is told no other
     * @throws IllegalArgumentException if the folder holds something already
     */
    public void write(Path out, String mainClass) throws IOException {
        Files.createDirectories(out);
        try (Stream<Path> entries = Files.list(out)) {
            if (entries.findAny().isPresent()) {
                throw new IllegalArgumentException(out + " is not empty: choose another --out");
            }
        }
        Path lib = Files.createDirectory(out.resolve("lib"));
        Path job = Files.createDirectory(out.resolve("job"));
        for (Library library : classPath) {
            library.copyTo(library.place() == LibraryPlace.LIB ? lib : job);
        }
        writeJobJar(jobJar(out), job, mainClass);
    }

    /** The job in one file. */
    public static Path jobJar(Path out) {
        return out.resolve(JOB_JAR);
    }

    private static void writeJobJar(Path jar, Path job, String mainClass) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, mainClass);
        try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(jar));
                JarOutputStream zip = new JarOutputStream(file, manifest);
                Stream<Path> entries = Files.list(job)) {
            zip.setLevel(Deflater.NO_COMPRESSION); // jars are compressed already
            for (Path library : entries.sorted().toList()) {
                zip.putNextEntry(new ZipEntry("lib/" + library.getFileName()));
                Files.copy(library, zip);
            }
        }
    }
}
