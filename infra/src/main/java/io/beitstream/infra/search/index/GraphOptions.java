package io.beitstream.infra.search.index;

/**
 * The graph by which near vectors are found (HNSW).
 *
 * @param maxConnections edges of a node, twice as many on the lowest level
 * @param beamWidth candidates looked at when a node is put in
 * @param searchWidth candidates looked at by a search, at least
 */
public record GraphOptions(int maxConnections, int beamWidth, int searchWidth) {
    public static final GraphOptions DEFAULTS = new GraphOptions(16, 100, 50);

    public GraphOptions {
        if (maxConnections < 2 || maxConnections > 512) {
            throw new IllegalArgumentException("a node has 2 to 512 connections");
        }
        if (beamWidth < 1 || beamWidth > 3200 || searchWidth < 1 || searchWidth > 10_000) {
            throw new IllegalArgumentException(
                    "the beam is 1 to 3200 candidates wide, a search 1 to 10000");
        }
    }
}
