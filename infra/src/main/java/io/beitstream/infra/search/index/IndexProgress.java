package io.beitstream.infra.search.index;

import java.time.Duration;

/**
 * How far the filling of an index has come.
 *
 * @param counts as of the last refresh, half a second ago or less
 * @param lag records of the topics that are yet to be read
 * @param hasCaughtUp whether all has once been read since the start
 * @param sinceStep since the filling thread last went round
 */
public record IndexProgress(
        IndexCounts counts, long lag, boolean hasCaughtUp, Duration sinceStep) {}
