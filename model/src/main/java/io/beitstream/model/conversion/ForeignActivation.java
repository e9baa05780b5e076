package io.beitstream.model.conversion;

import io.beitstream.model.layers.Activation;

/** Activations by the names that Hugging Face has for them. */
final class ForeignActivation {
    private ForeignActivation() {}

    /**
     * The activation of a tower's MLPs.
     *
     * @param otherwise what it is where the file does not say
     * @throws IllegalArgumentException if it is not known here
     */
    static Activation of(ForeignConfig.Section section, Activation otherwise) {
        String name = section.text("hidden_act", "");
        return switch (name) {
            case "" -> otherwise;
            case "gelu" -> Activation.GELU;
            case "quick_gelu" -> Activation.QUICK_GELU;
            case "gelu_pytorch_tanh", "gelu_new" -> Activation.GELU_TANH;
            default ->
                    throw new IllegalArgumentException(
                            "its activation '%s' is not known here".formatted(name));
        };
    }

    /** The name of an activation. */
    static String nameOf(Activation activation) {
        return switch (activation) {
            case GELU -> "gelu";
            case QUICK_GELU -> "quick_gelu";
            case GELU_TANH -> "gelu_pytorch_tanh";
        };
    }
}
