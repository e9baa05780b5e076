package io.beitstream.model;

/** A loss that is not finite: training has run into infinity. */
public final class NonFiniteLossException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param step the step that failed, counted from 1
     * @param skipped steps before it, in a row, that failed in the same way and were skipped
     */
    public NonFiniteLossException(int step, double loss, double gradientNorm, int skipped) {
        super(
                "step %d: the loss is %s and the gradient norm %s%s: lower the learning rate, lengthen the warm-up or clip gradients"
                        .formatted(
                                step,
                                loss,
                                gradientNorm,
                                skipped == 0 ? "" : ", after %d skipped steps".formatted(skipped)));
    }
}
