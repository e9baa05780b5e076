package io.beitstream.infra.deadletters;

/**
 * Tells a broker that has nothing to say from one that is away: after each run of empty answers it
 * asks something that must be answered.
 */
final class Patience {
    private static final int EMPTY_ANSWERS = 60;

    private final Runnable question;
    private int empty;

    /**
     * @param question fails if the broker is away
     */
    Patience(Runnable question) {
        this.question = question;
    }

    void waited(boolean progress) {
        empty = progress ? 0 : empty + 1;
        if (empty > EMPTY_ANSWERS) {
            question.run();
            empty = 0;
        }
    }
}
