package io.beitstream.infra.search.index;

/**
 * What an index knows of one part of an image.
 *
 * @param isLive false if it was deleted, and only its version is kept
 */
record Entry(RecordVersion version, boolean isLive) {}
