package io.beitstream.infra.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** A file of settings, such as passwords, that are better not seen on a command line. */
final class PropertiesFile {
    private PropertiesFile() {}

    /** The settings of a file; none without a file. */
    static Map<String, String> read(@Nullable Path file) throws IOException {
        Map<String, String> result = new HashMap<>();
        if (file != null) {
            Properties properties = new Properties();
            try (Reader reader = Files.newBufferedReader(file)) {
                properties.load(reader);
            }
            properties
                    .stringPropertyNames()
                    .forEach(name -> result.put(name, properties.getProperty(name)));
        }
        return result;
    }
}
