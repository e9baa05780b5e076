package io.beitstream.jobs.sink;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Values in the names of folders, as Hive writes them and its heirs read them. */
final class PartitionValue {
    /** Stands for no value: what readers take for null. */
    static final String NONE = "__HIVE_DEFAULT_PARTITION__";

    /** Stands for values that have no folder of their own. */
    static final String OTHERS = "__OTHERS__";

    private static final String ESCAPED = "\"#%'*/:=?\\{[]^<>|";

    /** File systems take names of 255 bytes, and the attribute's name stands before it. */
    private static final int MOST_BYTES = 150;

    private PartitionValue() {}

    static String of(@Nullable String value) {
        if (value == null || value.isEmpty()) {
            return NONE;
        }
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c == 127 || ESCAPED.indexOf(c) >= 0) {
                name.append("%%%02X".formatted((int) c));
            } else {
                name.append(c);
            }
        }
        boolean fits = name.toString().getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES;
        return fits ? name.toString() : OTHERS;
    }
}
