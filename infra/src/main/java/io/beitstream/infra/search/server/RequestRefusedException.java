package io.beitstream.infra.search.server;

/** A request that is not answered; it carries a sentence for the person who asked. */
final class RequestRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String sentence;

    /**
     * @param status of HTTP
     */
    RequestRefusedException(int status, String sentence) {
        super(sentence);
        this.status = status;
        this.sentence = sentence;
    }

    String sentence() {
        return sentence;
    }

    int status() {
        return status;
    }
}
