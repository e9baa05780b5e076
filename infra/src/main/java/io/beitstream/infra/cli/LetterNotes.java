package io.beitstream.infra.cli;

import io.beitstream.infra.deadletters.LetterFacts;
import io.beitstream.infra.deadletters.LetterIndex;
import java.io.PrintWriter;
import java.util.List;

/** Says what is uncertain about the letters that were found. */
final class LetterNotes {
    private LetterNotes() {}

    static void print(LetterIndex index, List<LetterFacts> open, PrintWriter err) {
        if (index.unreadableRecords() > 0) {
            err.printf("%d records skipped: they are no dead letters%n", index.unreadableRecords());
        }
        long unsettled = open.stream().filter(l -> index.isUnsettled(l.key())).count();
        if (unsettled > 0) {
            err.printf(
                    "%d of the letters may be dealt with already: a transaction is open in the topic%n",
                    unsettled);
        }
        err.flush();
    }
}
