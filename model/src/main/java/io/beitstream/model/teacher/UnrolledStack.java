package io.beitstream.model.teacher;

import io.beitstream.model.script.ScriptModule;
import java.util.List;

/** Modules one after the other, as children {@code 0, 1, ...}: {@code (B, T, D) -> (B, T, D)}. */
final class UnrolledStack extends ScriptModule {
    UnrolledStack(List<? extends ScriptModule> modules) {
        StringBuilder forward = new StringBuilder("def forward(self, x: Tensor) -> Tensor:\n");
        for (int i = 0; i < modules.size(); i++) {
            child(Integer.toString(i), modules.get(i));
            forward.append("    x = getattr(self, \"%d\").forward(x)\n".formatted(i));
        }
        method(forward.append("    return x\n").toString());
    }
}
