package io.beitstream.infra.search.index;

/** A record that cannot be taken. */
final class BrokenRecordException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    /**
     * @param reason the kind of mistake, for counting
     */
    BrokenRecordException(String reason, String message) {
        super(message);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
