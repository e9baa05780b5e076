package io.beitstream.infra.search.index;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The kinds of vectors that came and were not those of the index. */
final class OtherKinds {
    private static final int MOST = 32;

    private final Map<VectorKind, PassedOver> passedOver = new LinkedHashMap<>();
    private final Set<VectorKind> retired = new LinkedHashSet<>();

    OtherKinds(Collection<PassedOver> passedOver, Collection<VectorKind> retired) {
        passedOver.forEach(entry -> this.passedOver.put(entry.kind(), entry));
        this.retired.addAll(retired);
    }

    /** Whether there is room to remember this kind. */
    boolean hasRoomFor(VectorKind kind) {
        return passedOver.containsKey(kind) || passedOver.size() < MOST;
    }

    /** Counts a record; returns how many of its kind there are now. */
    long pass(VectorKind kind, int partition, long offset) {
        PassedOver before = passedOver.getOrDefault(kind, new PassedOver(kind, 0, Map.of()));
        Map<Integer, Long> first = new TreeMap<>(before.first());
        first.putIfAbsent(partition, offset);
        passedOver.put(kind, new PassedOver(kind, before.count() + 1, first));
        return before.count() + 1;
    }

    /** Whether an index of this kind was given up for that of another. */
    boolean isRetired(VectorKind kind) {
        return retired.contains(kind);
    }

    /** Where the first record of a kind lies in each partition that has one. */
    Map<Integer, Long> first(VectorKind kind) {
        PassedOver entry = passedOver.get(kind);
        return entry == null ? Map.of() : entry.first();
    }

    /** Of the kinds that an index could be built for, that of which most records came. */
    Optional<PassedOver> foremost(@Nullable VectorKind besides) {
        return passedOver.values().stream()
                .filter(entry -> !isRetired(entry.kind()) && !entry.kind().equals(besides))
                .max(Comparator.comparingLong(PassedOver::count));
    }

    /** What an index that takes another's place has to know. */
    OtherKinds whenSwitched(VectorKind from, VectorKind to) {
        OtherKinds next = new OtherKinds(passedOver.values(), retired);
        next.passedOver.remove(to);
        next.retired.add(from);
        next.retired.remove(to);
        return next;
    }

    List<PassedOver> passedOver() {
        return List.copyOf(passedOver.values());
    }

    List<VectorKind> retired() {
        return List.copyOf(retired);
    }
}
