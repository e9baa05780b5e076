package io.beitstream.infra.demo;

import java.util.Locale;

/** The visual classes of the demo's pictures. */
enum SampleClass {
    SUNSET,
    FOREST,
    OCEAN,
    CITY,
    BALLOONS,
    BRICKS,
    FLOWERS,
    STARS;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
