package io.beitstream.infra.deadletters;

import java.util.Set;

/**
 * An event on its way back.
 *
 * @param letter that it comes from
 * @param parts of the letters' topic that are to get the letter's tombstone
 * @param topic that it goes to; empty if it goes to a file
 */
public record ReplayEvent(LetterFacts letter, Set<Integer> parts, String topic, Original original) {
    long bytes() {
        return original.event().length;
    }
}
