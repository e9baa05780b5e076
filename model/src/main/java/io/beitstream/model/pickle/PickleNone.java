package io.beitstream.model.pickle;

/** Python's None. */
enum PickleNone {
    INSTANCE
}
