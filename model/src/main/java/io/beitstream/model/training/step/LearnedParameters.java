package io.beitstream.model.training.step;

import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.script.Slot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The parameters of a network in the order of its optimiser: those that decay first, and within
 * that by their share of the rate, so that each group is one stretch of the list.
 */
record LearnedParameters(List<Learned> all, List<Group> groups) {
    /**
     * A parameter.
     *
     * @param share of the learning rate
     */
    record Learned(String name, Slot slot, boolean decays, double share) {
        private boolean sameGroup(Learned other) {
            return decays == other.decays && share == other.share;
        }
    }

    /** A stretch of the list whose parameters take the same step. */
    record Group(int first, int end, boolean decays, double share) {}

    static LearnedParameters of(ScriptModule network, WeightRules rules) {
        List<Learned> all = new ArrayList<>();
        network.namedSlots()
                .forEach(
                        (name, slot) -> {
                            if (slot.role() == Slot.Role.PARAMETER) {
                                boolean decays = DecayRule.decays(name, slot);
                                all.add(new Learned(name, slot, decays, rules.share(name)));
                            }
                        });
        all.sort(Comparator.comparing((Learned p) -> !p.decays()).thenComparing(Learned::share));
        List<Group> groups = new ArrayList<>();
        int first = 0;
        for (int i = 1; i <= all.size(); i++) {
            Learned of = all.get(first);
            if (i == all.size() || !all.get(i).sameGroup(of)) {
                groups.add(new Group(first, i, of.decays(), of.share()));
                first = i;
            }
        }
        return new LearnedParameters(List.copyOf(all), groups);
    }
}
