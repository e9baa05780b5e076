package io.beitstream.infra.search.server;

import java.util.List;

/**
 * What a search found, best first; the components are the fields of its JSON.
 *
 * @param by what was searched: {@code picture}, {@code vector}, {@code words}, {@code like} or
 *     {@code duplicates}
 * @param millis that it took
 */
record HitsJson(String by, double millis, List<ImageJson> images) {
    static HitsJson of(String by, long nanos, List<ImageJson> images) {
        return new HitsJson(by, Math.round(nanos / 1e4) / 100.0, images);
    }
}
