package io.beitstream.jobs.device;

import io.beitstream.model.inference.Gpus;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * The devices that a trainer is to work on, as a user names them: {@code all}, a number of GPUs, or
 * a list such as {@code gpu:0,gpu:1}.
 *
 * @param named the list; empty if there is none
 * @param gpus the number; 0 for none
 */
public record DeviceRequest(List<String> named, int gpus) {
    static final String CPU = "cpu";

    private static final String ALL = "all";
    private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,3}");
    private static final Pattern DEVICE = Pattern.compile("cpu|gpu|gpu:\\d{1,4}");

    /**
     * Understands what a user wrote.
     *
     * @throws IllegalArgumentException if it is none of the three
     */
    public static DeviceRequest parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT).strip();
        if (lower.equals(ALL)) {
            return new DeviceRequest(List.of(), 0);
        }
        if (NUMBER.matcher(lower).matches()) {
            return new DeviceRequest(List.of(), Integer.parseInt(lower));
        }
        List<String> named = Arrays.stream(lower.split(",", -1)).map(String::strip).toList();
        if (!named.stream().allMatch(DEVICE.asMatchPredicate())
                || (named.size() > 1 && named.contains(Gpus.ANY))) {
            throw new IllegalArgumentException(
                    "'%s' names no devices: say all, a number of GPUs, or a list such as gpu:0,gpu:1"
                            .formatted(text));
        }
        return new DeviceRequest(named, 0);
    }

    /** What {@link #parse} understands as this. */
    public String text() {
        if (isAll()) {
            return ALL;
        }
        return named.isEmpty() ? Integer.toString(gpus) : String.join(",", named);
    }

    /** Whether all that there are are meant: all GPUs, or the CPU where there are none. */
    public boolean isAll() {
        return named.isEmpty() && gpus == 0;
    }

    /** How many are meant, if that does not depend on how many there are. */
    public OptionalInt count() {
        if (isAll()) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(named.isEmpty() ? gpus : named.size());
    }

    /** The first of them, {@code gpu} if it is some GPU. */
    public String first() {
        return named.isEmpty() ? Gpus.ANY : named.get(0);
    }
}
