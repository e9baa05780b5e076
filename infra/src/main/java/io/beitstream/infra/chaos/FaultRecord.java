package io.beitstream.infra.chaos;

import io.beitstream.infra.chaos.fault.Fault;

/**
 * What became of a fault.
 *
 * @param struckMillis since the beginning of the run
 * @param recoveryMillis from then until the first image that went in afterwards was out; -1 if none
 *     was
 */
public record FaultRecord(Fault fault, int struckMillis, int recoveryMillis) {}
