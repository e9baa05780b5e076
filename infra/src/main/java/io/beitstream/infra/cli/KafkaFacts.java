package io.beitstream.infra.cli;

/**
 * What a cluster said before the job started.
 *
 * @param clusterId of the cluster
 * @param maxRecordBytes the least that one of the output topics accepts
 * @param groupHasOffsets whether the consumer group has read the input topic before
 */
record KafkaFacts(String clusterId, long maxRecordBytes, boolean groupHasOffsets) {}
