package io.beitstream.infra.cli;

import io.beitstream.schemas.RolloutModel;
import io.beitstream.schemas.RolloutState;
import java.util.Locale;

/** How a network stands, in words. */
final class RolloutText {
    private RolloutText() {}

    static String sentence(RolloutState state) {
        RolloutModel candidate = state.getCandidate();
        String next = candidate == null ? "" : candidate.getModelId();
        String text =
                switch (state.getPhase()) {
                    case SERVING ->
                            state.getCheckpoint() == 0
                                    ? "serves"
                                    : "serves since checkpoint " + state.getCheckpoint();
                    case LOADING -> "serves; %s is being loaded".formatted(next);
                    case READY -> "serves; %s is loaded and ready".formatted(next);
                    case SHADOWING -> "serves; %s is its shadow%s".formatted(next, drift(state));
                    case TAKING_OVER -> "serves; %s takes over".formatted(next);
                    case REFUSED -> "serves; the last change was refused";
                    case UNKNOWN -> "serves";
                };
        String message = state.getMessage().isEmpty() ? "" : " (" + state.getMessage() + ")";
        return state.getServing().getModelId() + " " + text + message;
    }

    private static String drift(RolloutState state) {
        Double mean = state.getCosineMean();
        Double low = state.getCosineP05();
        return mean == null || low == null
                ? ""
                : String.format(
                        Locale.ROOT,
                        ", cosine %.4f in the mean and %.4f at 5 %%, of %d images",
                        mean,
                        low,
                        state.getShadowed());
    }
}
