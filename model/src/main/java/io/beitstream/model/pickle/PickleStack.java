package io.beitstream.model.pickle;

import java.util.ArrayList;
import java.util.List;

/** The stack of a pickle machine, with its marks. */
final class PickleStack {
    private static final Object MARK = new Object();

    private final List<Object> objects = new ArrayList<>();

    void clear() {
        objects.clear();
    }

    void push(Object value) {
        objects.add(value);
    }

    void mark() {
        objects.add(MARK);
    }

    Object pop() throws PickleException {
        if (objects.isEmpty()) {
            throw new PickleException("the pickle takes from an empty stack");
        }
        return objects.remove(objects.size() - 1);
    }

    Object peek() throws PickleException {
        if (objects.isEmpty()) {
            throw new PickleException("the pickle looks at an empty stack");
        }
        return objects.get(objects.size() - 1);
    }

    /** What lies above the last mark, which goes too. */
    List<Object> popToMark() throws PickleException {
        int mark = objects.lastIndexOf(MARK);
        if (mark < 0) {
            throw new PickleException("the pickle takes from an empty stack");
        }
        List<Object> values = popFrom(mark + 1);
        objects.remove(mark);
        return values;
    }

    List<Object> popLast(int count) throws PickleException {
        if (count > objects.size()) {
            throw new PickleException("the pickle takes from an empty stack");
        }
        return popFrom(objects.size() - count);
    }

    private List<Object> popFrom(int first) {
        List<Object> above = objects.subList(first, objects.size());
        List<Object> values = new ArrayList<>(above);
        above.clear();
        return values;
    }
}
