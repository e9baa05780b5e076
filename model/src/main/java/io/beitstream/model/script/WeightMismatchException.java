package io.beitstream.model.script;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Weights do not fit a module. The message names the keys concerned. */
public final class WeightMismatchException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 5;

    private WeightMismatchException(String message) {
        super(message);
    }

    /** Collects what is wrong, so that one message tells all of it. */
    static final class Report {
        private final List<String> missing = new ArrayList<>();
        private final List<String> unexpected = new ArrayList<>();
        private final List<String> misshapen = new ArrayList<>();

        void missing(String name, long[] shape) {
            missing.add(name + " " + Arrays.toString(shape));
        }

        void unexpected(String name) {
            unexpected.add(name);
        }

        void misshapen(String name, long[] expected, long[] found) {
            misshapen.add(
                    "%s is %s, expected %s"
                            .formatted(name, Arrays.toString(found), Arrays.toString(expected)));
        }

        void throwIfAny() {
            List<String> parts = new ArrayList<>();
            add(parts, "wrong shape", misshapen);
            add(parts, "missing", missing);
            add(parts, "unexpected", unexpected);
            if (!parts.isEmpty()) {
                throw new WeightMismatchException(
                        "the weights do not fit this architecture: " + String.join("; ", parts));
            }
        }

        private static void add(List<String> parts, String what, List<String> keys) {
            if (!keys.isEmpty()) {
                int more = keys.size() - SHOWN;
                parts.add(
                        what
                                + " ("
                                + keys.size()
                                + "): "
                                + String.join(", ", keys.subList(0, Math.min(SHOWN, keys.size())))
                                + (more > 0 ? " and " + more + " more" : ""));
            }
        }
    }
}
