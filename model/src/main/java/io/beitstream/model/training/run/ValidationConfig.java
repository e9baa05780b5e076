package io.beitstream.model.training.run;

/**
 * The settings by which a run is measured on images that it does not learn from.
 *
 * @param data what the user named; empty for no validation
 * @param everyRounds rounds from one validation to the next; the last round always has one
 * @param patience validations in a row that find nothing better than the best before them, after
 *     which the run ends; 0 for none
 * @param best whether what comes out is the best round, and not the last
 */
public record ValidationConfig(String data, int everyRounds, int patience, boolean best) {
    public ValidationConfig {
        if (everyRounds < 1 || patience < 0) {
            throw new IllegalArgumentException(
                    "a validation takes place every 1 or more rounds, and patience is not below 0");
        }
        if (data.isEmpty() && (patience > 0 || best)) {
            throw new IllegalArgumentException(
                    "patience and the best round go by validations: name images to validate on");
        }
    }

    /** No validation. */
    public ValidationConfig() {
        this("", 1, 0, false);
    }

    /** Whether there is any. */
    public boolean takesPlace() {
        return !data.isEmpty();
    }
}
