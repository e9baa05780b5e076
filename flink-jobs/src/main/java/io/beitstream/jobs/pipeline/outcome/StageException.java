package io.beitstream.jobs.pipeline.outcome;

/** One image cannot go on. It becomes a dead letter; the stream goes on. */
public final class StageException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String errorClass;
    private final int attempts;

    /**
     * @param attempts how often the failing step was tried
     */
    public StageException(String errorClass, String message, int attempts) {
        super(message);
        this.errorClass = errorClass;
        this.attempts = attempts;
    }

    public StageException(String errorClass, String message) {
        this(errorClass, message, 1);
    }

    /** The kind of error, for grouping: stable, lower case, with dashes. */
    public String errorClass() {
        return errorClass;
    }

    public int attempts() {
        return attempts;
    }
}
