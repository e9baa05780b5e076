package io.beitstream.infra.search.server;

import io.beitstream.infra.search.IndexStatus;

/**
 * How index and server are; the components are the fields of its JSON.
 *
 * @param pictures whether one can ask with pictures
 * @param words whether one can ask with words
 * @param seen the part of a picture that visual tokens cover
 */
record StatusJson(
        IndexStatus index,
        QueryTimes.Summary queries,
        Ability pictures,
        Ability words,
        SeenArea seen) {}
