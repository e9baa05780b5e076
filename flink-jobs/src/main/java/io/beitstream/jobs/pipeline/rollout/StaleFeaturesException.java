package io.beitstream.jobs.pipeline.rollout;

/**
 * Features were found for an image, and their model serves no more: the job goes on from its last
 * checkpoint and computes them anew.
 */
public final class StaleFeaturesException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StaleFeaturesException(String image) {
        super(
                "features were reused for %s while a model took over: the job reads it again"
                        .formatted(image));
    }
}
