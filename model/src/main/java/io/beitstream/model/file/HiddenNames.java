package io.beitstream.model.file;

/** The names that say of a file or folder that it is not data. */
public final class HiddenNames {
    private HiddenNames() {}

    /** Whether it begins with a dot or an underscore. */
    public static boolean contain(String name) {
        return name.startsWith(".") || name.startsWith("_");
    }
}
