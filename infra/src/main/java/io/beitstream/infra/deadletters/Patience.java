package io.beitstream.infra.deadletters;

/**
 * Tells a broker that has nothing to say from one that is away: after each run of empty answers it
 * asks something that must be answered.
 */
final class Patience {
    static final int EMPTY_ANSWERS = 60;

    private final Runnable question;
    private final int longest;
    private int empty;

    /**
     * @param question fails if the broker is away
     */
    Patience(Runnable question) {
        this(question, EMPTY_ANSWERS);
    }

    /**
     * @param longest run of empty answers that is taken as it is
     */
    Patience(Runnable question, int longest) {
        this.question = question;
        this.longest = longest;
    }

    void waited(boolean progress) {
        empty = progress ? 0 : empty + 1;
        if (empty > longest) {
            question.run();
            empty = 0;
        }
    }
}
