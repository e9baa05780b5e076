package io.beitstream.infra.search.server;

/**
 * Whether one can ask in a certain way.
 *
 * @param reason why not, as a sentence; empty if one can
 */
record Ability(boolean available, String reason) {
    static final Ability YES = new Ability(true, "");

    static Ability no(String reason) {
        return new Ability(false, reason);
    }

    void require() throws RequestRefusedException {
        if (!available) {
            throw new RequestRefusedException(409, reason);
        }
    }
}
