package io.beitstream.model.feature;

import io.beitstream.model.FeatureSelection;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.StateDict;

/**
 * A feature model that gives what is selected, and computes no more than that.
 *
 * <p>{@code forward(images)}: uint8 {@code (B, H, W, 3)} to {@code vector} {@code (B, dimension)}
 * and, if selected, {@code patches} {@code (B, N, D)} and {@code classes} {@code (B, K)}, their
 * probabilities, all fp32.
 */
public final class SelectedFeaturesModule extends ScriptModule {
    /** The output that every selection has. */
    public static final String VECTOR = "vector";

    /** The output of a selection with patches. */
    public static final String PATCHES = "patches";

    /** The output of a selection with classes. */
    public static final String CLASSES = "classes";

    private static final String MODEL = "model";

    private static final String LAST =
            """
            def features(self, x: Tensor) -> Tuple[Tensor, Tensor]:
                hidden = self.model.hidden(x)
                return self.vector_of(hidden), hidden
            """;

    private static final String LAYERS =
            """
            def features(self, x: Tensor) -> Tuple[Tensor, Tensor]:
                states = self.model.hidden_of_blocks(x)
                return torch.cat([PARTS], 1), states[len(states) - 1]
            """;

    private static final String UNIT =
            "    vector = vector / torch.clamp_min(torch.linalg_vector_norm(vector, 2, [1], True), 1e-12)\n";

    /**
     * @param tower as {@link EncoderArchitecture#imageTower} makes it
     * @throws IllegalArgumentException if something is selected that the network does not have
     */
    public SelectedFeaturesModule(
            ScriptModule tower, EncoderArchitecture config, FeatureSelection selection) {
        config.dimension(selection);
        child(MODEL, tower);
        if (selection.vector() == FeatureSelection.Vector.QUADRANTS) {
            child("quadrants", new QuadrantMeans());
        }
        method(vectorOf(selection.vector()));
        method(selection.layers().isEmpty() ? LAST : LAYERS.replace("PARTS", parts(selection)));
        method(forward(selection));
    }

    /** The tower's weights under the names they have here. */
    public static StateDict state(StateDict tower) {
        return tower.withPrefix(MODEL + ".");
    }

    private static String vectorOf(FeatureSelection.Vector vector) {
        String expression =
                switch (vector) {
                    case POOLED -> "self.model.pooled(hidden)";
                    case CLS -> "self.model.cls(hidden)";
                    case MEAN -> "self.model.patches(hidden).mean([1])";
                    case QUADRANTS -> "self.quadrants.forward(self.model.patches(hidden))";
                };
        return "def vector_of(self, hidden: Tensor) -> Tensor:\n    return " + expression;
    }

    private static String parts(FeatureSelection selection) {
        StringBuilder parts = new StringBuilder();
        for (int layer : selection.layers()) {
            parts.append(parts.isEmpty() ? "" : ", ")
                    .append("self.vector_of(states[%d])".formatted(layer - 1));
        }
        return parts.toString();
    }

    private static String forward(FeatureSelection selection) {
        StringBuilder source =
                new StringBuilder(
                        """
                        def forward(self, images: Tensor) -> Dict[str, Tensor]:
                            vector, hidden = self.features(self.model.normalize(images))
                        """);
        if (selection.normalize()) {
            source.append(UNIT);
        }
        source.append("    outputs = {\"vector\": vector}\n");
        if (selection.patches()) {
            source.append("    outputs[\"patches\"] = self.model.patches(hidden)\n");
        }
        if (selection.classes()) {
            source.append(
                    "    logits = self.model.head.forward(self.model.pooled(hidden))\n"
                            + "    outputs[\"classes\"] = torch.softmax(logits.to(6), 1)\n");
        }
        return source.append("    return outputs\n").toString();
    }
}
