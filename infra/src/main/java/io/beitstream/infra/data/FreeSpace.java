package io.beitstream.infra.data;

import java.io.IOException;
import java.nio.file.Path;

/** Tells how many bytes may still be written into a folder. */
@FunctionalInterface
public interface FreeSpace {
    long in(Path folder) throws IOException;
}
