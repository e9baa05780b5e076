package io.beitstream.model.training.step;

import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.script.Slot;
import io.beitstream.model.training.step.LearnedParameters.Learned;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** TorchScript of the methods that name tensors of the child {@code network}. */
final class NetworkMethods {
    /** What a module draws for a micro-batch at most: a block has two branches to drop. */
    private static final int DRAWS = 2;

    private NetworkMethods() {}

    /** {@code parameters()}: what is learned, in the order of the optimiser. */
    static String parameters(List<Learned> learned) {
        return list("parameters", learned.stream().map(Learned::name).toList());
    }

    /** {@code tensors()}: all that training changes. */
    static String tensors(ScriptModule network) {
        List<String> names = new ArrayList<>();
        for (Map.Entry<String, Slot> entry : network.namedSlots().entrySet()) {
            if (entry.getValue().role() != Slot.Role.DERIVED) {
                names.add(entry.getKey());
            }
        }
        return list("tensors", names);
    }

    /**
     * {@code seed(seed)}: gives all that draws in the network one stream of numbers, seeded by an
     * int64, in the order of declaration.
     */
    static String seed(ScriptModule network) {
        StringBuilder source =
                new StringBuilder(
                        "def seed(self, seed: Tensor) -> Tensor:\n"
                                + "    number = int(seed.item())\n");
        List<String> drawing = network.drawing();
        for (int i = 0; i < drawing.size(); i++) {
            String module = path(drawing.get(i));
            source.append("    %s.seed = number\n".formatted(module))
                    .append("    %s.place = %d\n".formatted(module, DRAWS * i));
        }
        return source.append("    return seed").toString();
    }

    private static String list(String method, List<String> names) {
        return "def %s(self) -> List[Tensor]:\n    return [%s]"
                .formatted(
                        method,
                        String.join(", ", names.stream().map(NetworkMethods::path).toList()));
    }

    /** The expression for a part of the network. */
    static String path(String name) {
        return TrainingStepModule.path(TrainingStepModule.PREFIX + name);
    }
}
