package io.beitstream.model.conversion;

import io.beitstream.model.tensor.HostTensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Weights on their way to our names, with a record of what happened to them. */
final class Weights {
    private static final int MAX_DIGITS = 3;

    private Map<String, HostTensor> tensors;
    private final List<String> dropped = new ArrayList<>();
    private final List<String> derived = new ArrayList<>();

    Weights(Map<String, HostTensor> tensors) {
        this.tensors = new LinkedHashMap<>(tensors);
    }

    Map<String, HostTensor> tensors() {
        return tensors;
    }

    /** Puts these in the place of all. */
    void replace(Map<String, HostTensor> renamed) {
        tensors = renamed;
    }

    List<String> dropped() {
        return dropped;
    }

    List<String> derived() {
        return derived;
    }

    Set<String> names() {
        return new LinkedHashSet<>(tensors.keySet());
    }

    boolean has(String name) {
        return tensors.containsKey(name);
    }

    /**
     * The tensor of this name.
     *
     * @throws IllegalArgumentException naming the key, if there is none
     */
    HostTensor get(String name) {
        HostTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("the weights lack " + name);
        }
        return tensor;
    }

    /** The extent of a dimension; errors name the key. */
    int extent(String name, int dimension) {
        long[] shape = get(name).shape();
        if (dimension >= shape.length) {
            throw new IllegalArgumentException(
                    "%s has %d dimensions, too few".formatted(name, shape.length));
        }
        return Math.toIntExact(shape[dimension]);
    }

    void put(String name, HostTensor tensor) {
        tensors.put(name, tensor);
    }

    HostTensor remove(String name) {
        HostTensor tensor = get(name);
        tensors.remove(name);
        return tensor;
    }

    /**
     * Leaves out a bias that a network has no place for, if it is there.
     *
     * @param network its name
     * @throws IllegalArgumentException if it is not zero
     */
    void removeZero(String bias, String network) {
        if (has(bias)) {
            for (float value : remove(bias).toFloats()) {
                if (value != 0) {
                    throw new IllegalArgumentException(
                            "%s is not zero, which %s cannot express".formatted(bias, network));
                }
            }
        }
    }

    /** Leaves out what has no use here, and remembers it. */
    void drop(Predicate<String> useless) {
        for (String name : names()) {
            if (useless.test(name)) {
                tensors.remove(name);
                dropped.add(name);
            }
        }
    }

    /** Remembers that something was computed from something else. */
    void noteDerived(String what) {
        derived.add(what);
    }

    /**
     * Renames every tensor.
     *
     * @throws IllegalArgumentException if two tensors would get one name
     */
    void rename(UnaryOperator<String> mapping) {
        Map<String, HostTensor> renamed = new LinkedHashMap<>();
        tensors.forEach(
                (name, tensor) -> {
                    if (renamed.putIfAbsent(mapping.apply(name), tensor) != null) {
                        throw new IllegalArgumentException(
                                "two tensors mean "
                                        + mapping.apply(name)
                                        + ", one of them "
                                        + name);
                    }
                });
        tensors = renamed;
    }

    /** How many blocks lie under a prefix such as {@code blocks.}: the numbers that are there. */
    int blocks(String prefix) {
        Set<String> numbers = new HashSet<>();
        for (String name : tensors.keySet()) {
            int end = name.indexOf('.', prefix.length());
            if (end > 0 && end <= prefix.length() + MAX_DIGITS && name.startsWith(prefix)) {
                String number = name.substring(prefix.length(), end);
                if (number.chars().allMatch(digit -> digit >= '0' && digit <= '9')) {
                    numbers.add(number);
                }
            }
        }
        return numbers.size();
    }
}
