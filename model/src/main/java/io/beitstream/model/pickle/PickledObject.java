package io.beitstream.model.pickle;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An instance of an accepted class, as inert data. */
public final class PickledObject {
    private final Global type;
    private final List<?> arguments;
    private @Nullable Object state;

    PickledObject(Global type, List<?> arguments) {
        this.type = type;
        this.arguments = arguments;
    }

    public Global type() {
        return type;
    }

    public List<?> arguments() {
        return arguments;
    }

    void setState(Object newState) {
        state = newState;
    }

    /** The attributes; empty if the object has none, or state of another form. */
    public Map<?, ?> attributes() {
        return state instanceof Map<?, ?> map ? map : Map.of();
    }
}
