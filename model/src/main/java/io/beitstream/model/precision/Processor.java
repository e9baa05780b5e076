package io.beitstream.model.precision;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32;

/** The name of this machine's processor, with a digest of what it can do where that is known. */
public final class Processor {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    private Processor() {}

    /** This machine's. */
    public static String name() {
        try {
            return Files.isReadable(CPU_INFO) ? name(Files.readString(CPU_INFO)) : architecture();
        } catch (IOException e) {
            return architecture();
        }
    }

    /** The name by Linux's description; virtual machines call unlike processors the same. */
    static String name(String cpuInfo) {
        String flags = value(cpuInfo, "flags").or(() -> value(cpuInfo, "Features")).orElse("");
        CRC32 digest = new CRC32();
        digest.update(flags.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return value(cpuInfo, "model name").orElse(architecture())
                + " "
                + HexFormat.of().toHexDigits((int) digest.getValue());
    }

    private static Optional<String> value(String cpuInfo, String key) {
        return cpuInfo.lines()
                .filter(line -> line.startsWith(key) && line.contains(":"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst();
    }

    private static String architecture() {
        return System.getProperty("os.name") + " " + System.getProperty("os.arch");
    }
}
