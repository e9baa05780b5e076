package io.beitstream.infra.bench;

import java.util.List;
import java.util.Locale;

/** What can be measured, in the order in which it is. */
public enum BenchPart {
    /** Matrix products, in each precision: what the machine gives at best. */
    PEAK,
    /** The bare networks, by batch size, and their share of the peak. */
    FORWARD(PEAK),
    /** The networks in several precisions: speed, and how far they agree. */
    PRECISIONS,
    /** Decoding and resizing, on one core. */
    DECODE,
    /** The whole job, from files and from Kafka, against what its parts would allow. */
    JOB(FORWARD, DECODE),
    /** From publishing an image to reading its features, at parts of the job's full load. */
    LATENCY(JOB),
    /** A training step of each task. */
    TRAINING,
    /** From the command to the end of a job of one image. */
    STARTUP;

    private final List<BenchPart> needs;

    BenchPart(BenchPart... needs) {
        this.needs = List.of(needs);
    }

    /** The parts whose figures this one uses. */
    List<BenchPart> needs() {
        return needs;
    }

    /** Its name in options and reports. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
