package io.beitstream.model.training.step;

/**
 * The fixed settings of AdamW (decoupled weight decay), as {@code torch.optim.AdamW} takes them;
 * the learning rate and the weight decay come with each step.
 *
 * @param clipGradientNorm largest global norm of the gradients; infinite for no clipping
 * @param skipsNonFinite whether a step whose loss or gradient is not finite leaves everything as it
 *     was
 */
public record AdamW(
        double beta1,
        double beta2,
        double epsilon,
        double clipGradientNorm,
        boolean skipsNonFinite) {
    public AdamW {
        if (beta1 < 0 || beta1 >= 1 || beta2 < 0 || beta2 >= 1) {
            throw new IllegalArgumentException("betas must lie in [0, 1)");
        }
    }

    /** One that takes every step. */
    public AdamW(double beta1, double beta2, double epsilon, double clipGradientNorm) {
        this(beta1, beta2, epsilon, clipGradientNorm, false);
    }
}
