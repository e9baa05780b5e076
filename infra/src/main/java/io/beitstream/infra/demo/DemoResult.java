package io.beitstream.infra.demo;

import java.nio.file.Path;

/** What came of a demo; the components are the fields of its JSON. */
public record DemoResult(
        String bootstrapServers,
        String webUi,
        int images,
        int tokens,
        int embeddings,
        int deadLetters,
        double imagesPerSecond,
        Path report) {}
