package io.beitstream.jobs.pipeline.fetch;

/** What a store's breaker makes of an attempt that failed and may be repeated. */
enum Ruling {
    /** The store is down: the image waits there with its clock stopped. */
    HELD,
    /** The store is sick: the image is to try again later, and this attempt does not count. */
    SPARED,
    /** The failure is the image's own. */
    COUNTED
}
