package io.beitstream.model.precision;

import io.beitstream.model.Precision;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * The CPU's speeds, kept in a file, so that they are measured once for a machine and a release of
 * libtorch. A file that cannot be read or written costs a measurement and nothing else. GPUs are
 * measured each time: it takes milliseconds, and their numbers may change places.
 */
public final class CachedSpeeds implements SpeedSource {
    private static final String MACHINE = "machine";

    private final Path file;
    private final String machine;
    private final SpeedSource measured;

    /**
     * @param machine what the speeds hold for: processor and library
     */
    public CachedSpeeds(Path file, String machine, SpeedSource measured) {
        this.file = file;
        this.machine = machine;
        this.measured = measured;
    }

    /** The file below the user's cache directory. */
    static Path userFile() {
        String configured = System.getenv("XDG_CACHE_HOME");
        Path base =
                configured == null || configured.isBlank()
                        ? Path.of(System.getProperty("user.home", ""), ".cache")
                        : Path.of(configured);
        return base.resolve("beitstream").resolve("speeds.properties");
    }

    @Override
    public ProductSpeeds of(String device) {
        if (!device.equals("cpu")) {
            return measured.of(device);
        }
        return read().orElseGet(
                        () -> {
                            ProductSpeeds speeds = measured.of(device);
                            write(speeds);
                            return speeds;
                        });
    }

    private Optional<ProductSpeeds> read() {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            properties.load(in);
            if (!machine.equals(properties.getProperty(MACHINE))) {
                return Optional.empty();
            }
            Map<Precision, Double> seconds = new EnumMap<>(Precision.class);
            for (Precision precision : PrecisionChooser.candidates("cpu")) {
                String value = properties.getProperty(precision.label());
                if (value != null) {
                    seconds.put(precision, Double.parseDouble(value));
                }
            }
            return Optional.of(new ProductSpeeds(seconds));
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private void write(ProductSpeeds speeds) {
        Properties properties = new Properties();
        properties.setProperty(MACHINE, machine);
        speeds.seconds()
                .forEach(
                        (precision, seconds) ->
                                properties.setProperty(
                                        precision.label(),
                                        String.format(Locale.ROOT, "%.9f", seconds)));
        try {
            Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
            Path partial = Files.createTempFile(folder, "speeds", ".partial");
            try (Writer out = Files.newBufferedWriter(partial)) {
                properties.store(out, "seconds of the same matrix products");
            }
            Files.move(
                    partial,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | RuntimeException e) {
            // The next process measures again.
        }
    }
}
