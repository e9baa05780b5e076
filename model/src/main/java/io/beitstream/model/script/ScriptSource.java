package io.beitstream.model.script;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The TorchScript classes of a module tree. Modules with equal source share a class; modules of one
 * Java class with different source (other children, other tensors) get numbered names. A class
 * always precedes its users.
 */
final class ScriptSource {
    private final StringBuilder text = new StringBuilder();
    private final Map<String, String> nameByBody = new HashMap<>();
    private final Map<String, Integer> count = new HashMap<>();
    private final Map<ScriptModule, String> names = new IdentityHashMap<>();

    private final Map<ScriptModule, ScriptModule> replaced;

    /**
     * @param replaced modules of the tree, with those that stand in their places
     */
    ScriptSource(ScriptModule root, Map<ScriptModule, ScriptModule> replaced) {
        this.replaced = replaced;
        declare(root);
    }

    /** The whole source file. */
    String text() {
        return text.toString();
    }

    /** The unqualified class name of a module of this tree. */
    String className(ScriptModule module) {
        String name = names.get(module);
        if (name == null) {
            throw new IllegalArgumentException(module + " is not part of this tree");
        }
        return name;
    }

    private ScriptModule actual(ScriptModule module) {
        return replaced.getOrDefault(module, module);
    }

    private void declare(ScriptModule module) {
        module.children().values().forEach(child -> declare(actual(child)));
        String simpleName = module.getClass().getSimpleName();
        String body = body(module);
        String key = simpleName + body;
        @Nullable String known = nameByBody.get(key);
        if (known == null) {
            int number = count.merge(simpleName, 1, Integer::sum);
            known = number == 1 ? simpleName : simpleName + "_" + number;
            nameByBody.put(key, known);
            text.append("class ").append(known).append("(Module):\n").append(body);
        }
        names.put(module, known);
    }

    private String body(ScriptModule module) {
        StringBuilder parameters = new StringBuilder();
        StringBuilder buffers = new StringBuilder();
        StringBuilder fields = new StringBuilder();
        for (Slot slot : module.slots()) {
            boolean parameter =
                    slot.role() == Slot.Role.PARAMETER || slot.role() == Slot.Role.FROZEN;
            (parameter ? parameters : buffers).append('"').append(slot.name()).append("\", ");
            field(fields, slot.name(), "Tensor");
        }
        field(fields, "training", "bool");
        field(fields, "_is_full_backward_hook", "Optional[bool]");
        module.attributes().forEach((name, value) -> field(fields, name, typeOf(value)));
        module.prepared().forEach((name, value) -> field(fields, name, typeOf(value)));
        module.children()
                .forEach(
                        (name, child) ->
                                field(fields, name, "__torch__." + className(actual(child))));
        StringBuilder body = new StringBuilder();
        body.append("  __parameters__ = [").append(parameters).append("]\n");
        body.append("  __buffers__ = [").append(buffers).append("]\n");
        body.append(fields);
        for (String method : module.methods()) {
            body.append(method.indent(2));
        }
        return body.toString();
    }

    private static void field(StringBuilder fields, String name, String type) {
        boolean identifier = Character.isJavaIdentifierStart(name.charAt(0));
        fields.append(identifier ? "  " + name + " : " : "  __annotations__[\"" + name + "\"] = ")
                .append(type)
                .append('\n');
    }

    private static String typeOf(Object value) {
        if (value instanceof Boolean) {
            return "bool";
        }
        if (value instanceof PackedMatrix) {
            return "__torch__.torch.classes.quantized.LinearPackedParamsBase";
        }
        if (value instanceof Optional<?> tensor) {
            return tensor.isPresent() ? "Tensor" : "Optional[Tensor]";
        }
        return value instanceof Double ? "float" : "int";
    }
}
