package io.beitstream.infra.search.server;

import java.time.Duration;

/**
 * Where the page is served, and how much of it at a time.
 *
 * @param host the address to bind; a loopback one answers to loopback names only
 * @param port 0 for a free one
 * @param maxImageBytes largest picture that is taken as a query
 * @param waitingQueries how many may wait for their turn at each encoder; more are refused
 * @param queryTime for the body of a request to come in, for a query to get its turn, and for a
 *     picture to be decoded
 * @param subscribers how many may follow what is coming in, at a time
 * @param thumbnailBytes that are kept in memory
 */
public record SearchServerOptions(
        String host,
        int port,
        int maxImageBytes,
        int waitingQueries,
        Duration queryTime,
        int subscribers,
        long thumbnailBytes) {
    public static final String DEFAULT_HOST = "127.0.0.1";
    public static final int DEFAULT_PORT = 8090;
    public static final SearchServerOptions DEFAULTS =
            new SearchServerOptions(
                    DEFAULT_HOST,
                    DEFAULT_PORT,
                    32 << 20,
                    16,
                    Duration.ofSeconds(20),
                    64,
                    64L << 20);

    public SearchServerOptions {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("a port is between 0 and 65535, not " + port);
        }
        if (maxImageBytes < 1 || waitingQueries < 1 || subscribers < 1 || thumbnailBytes < 0) {
            throw new IllegalArgumentException("the limits of the search page must be positive");
        }
        if (queryTime.isNegative() || queryTime.isZero()) {
            throw new IllegalArgumentException("the time of a query must be positive");
        }
    }

    /** The same at another address. */
    public SearchServerOptions at(String newHost, int newPort) {
        return new SearchServerOptions(
                newHost,
                newPort,
                maxImageBytes,
                waitingQueries,
                queryTime,
                subscribers,
                thumbnailBytes);
    }

    /** The same with other limits of queries. */
    public SearchServerOptions withQueries(int maxBytes, int waiting, Duration time) {
        return new SearchServerOptions(
                host, port, maxBytes, waiting, time, subscribers, thumbnailBytes);
    }

    /** The same for another number of subscribers. */
    public SearchServerOptions withSubscribers(int most) {
        return new SearchServerOptions(
                host, port, maxImageBytes, waitingQueries, queryTime, most, thumbnailBytes);
    }
}
