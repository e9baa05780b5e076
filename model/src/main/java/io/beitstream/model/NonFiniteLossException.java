package io.beitstream.model;

/** A loss that is not finite: training has run into infinity. */
public final class NonFiniteLossException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param step the step that failed, counted from 1
     */
    public NonFiniteLossException(int step, double loss, double gradientNorm) {
        super(
                "step %d: the loss is %s and the gradient norm %s: lower the learning rate, lengthen the warm-up or clip gradients"
                        .formatted(step, loss, gradientNorm));
    }
}
