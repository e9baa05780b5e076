package io.beitstream.model.precision;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
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

    /** Whether it is one of Intel's or AMD's. */
    static boolean isX86() {
        return System.getProperty("os.arch").equals("amd64");
    }

    /** Whether Linux says that it has a set of instructions. */
    static boolean has(String flag) {
        try {
            return Files.isReadable(CPU_INFO) && flags(Files.readString(CPU_INFO)).contains(flag);
        } catch (IOException e) {
            return false;
        }
    }

    private static List<String> flags(String cpuInfo) {
        return List.of(value(cpuInfo, "flags").orElse("").split(" "));
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
