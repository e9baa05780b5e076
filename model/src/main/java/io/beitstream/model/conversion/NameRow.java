package io.beitstream.model.conversion;

import io.beitstream.model.tensor.HostTensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * A row of a name table.
 *
 * @param theirs several where ours holds them one below the other
 * @param units leading dimensions of 1 that ours has and theirs has not
 */
record NameRow(NamePattern ours, List<NamePattern> theirs, int units) {
    /** Takes a tensor of theirs; false if it is not one of this row's. */
    boolean read(
            String name,
            HostTensor tensor,
            Map<String, HostTensor> renamed,
            Map<String, StackedTensor> stacks) {
        for (int part = 0; part < theirs.size(); part++) {
            NamePattern.Match match = theirs.get(part).match(name);
            if (match != null) {
                String our = ours.name(match);
                if (theirs.size() == 1) {
                    NameTable.put(renamed, our, widened(tensor));
                } else {
                    stacks.computeIfAbsent(our, any -> new StackedTensor(theirs.size()))
                            .put(part, tensor);
                }
                return true;
            }
        }
        return false;
    }

    /** Gives a tensor of ours; false if it is not one of this row's. */
    boolean write(String name, HostTensor tensor, Map<String, HostTensor> renamed) {
        NamePattern.Match match = ours.match(name);
        if (match == null) {
            return false;
        }
        if (theirs.size() == 1) {
            renamed.put(theirs.get(0).name(match), narrowed(tensor));
        } else {
            List<HostTensor> parts = StackedTensor.parts(tensor, theirs.size());
            for (int part = 0; part < parts.size(); part++) {
                renamed.put(theirs.get(part).name(match), parts.get(part));
            }
        }
        return true;
    }

    private HostTensor widened(HostTensor tensor) {
        LongStream leading = LongStream.generate(() -> 1).limit(units);
        return units == 0
                ? tensor
                : tensor.reshape(
                        LongStream.concat(leading, Arrays.stream(tensor.shape())).toArray());
    }

    private HostTensor narrowed(HostTensor tensor) {
        long[] shape = tensor.shape();
        return units == 0 ? tensor : tensor.reshape(Arrays.copyOfRange(shape, units, shape.length));
    }
}
