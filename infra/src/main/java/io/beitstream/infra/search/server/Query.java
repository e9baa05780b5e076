package io.beitstream.infra.search.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parameters behind a question mark, each once. */
record Query(Map<String, String> parameters) {
    private static final int MOST = 64;
    private static final String ATTRIBUTE = "attr.";

    /**
     * Reads them.
     *
     * @throws RequestRefusedException if one is named twice, or is not percent-encoded
     */
    static Query parse(String text) throws RequestRefusedException {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : parts(text)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            String before =
                    parameters.put(
                            PercentEncoding.decode(name, true),
                            PercentEncoding.decode(value, true));
            if (before != null || parameters.size() > MOST) {
                throw new RequestRefusedException(
                        400, "A parameter is named twice, or there are too many.");
            }
        }
        return new Query(parameters);
    }

    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>(List.of(text.split("&", -1)));
        parts.removeIf(String::isEmpty);
        return parts;
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /**
     * A number, or what it is when nobody says.
     *
     * @throws RequestRefusedException if it is none, or not within these limits
     */
    int number(String name, int usual, int least, int most) throws RequestRefusedException {
        String value = parameters.get(name);
        if (value == null) {
            return usual;
        }
        if (value.matches("[0-9]{1,9}")) {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw new RequestRefusedException(
                400, "%s must be a number between %d and %d.".formatted(name, least, most));
    }

    /**
     * Whether something is asked for; not, when nobody says.
     *
     * @throws RequestRefusedException if it is neither true nor false
     */
    boolean flag(String name) throws RequestRefusedException {
        String value = parameters.getOrDefault(name, "false");
        if (!value.equals("true") && !value.equals("false")) {
            throw new RequestRefusedException(400, name + " must be true or false.");
        }
        return value.equals("true");
    }

    /** The attributes that are asked for: {@code attr.NAME=VALUE}. */
    Map<String, String> attributes() {
        Map<String, String> attributes = new LinkedHashMap<>();
        parameters.forEach(
                (name, value) -> {
                    if (name.startsWith(ATTRIBUTE) && name.length() > ATTRIBUTE.length()) {
                        attributes.put(name.substring(ATTRIBUTE.length()), value);
                    }
                });
        return attributes;
    }
}
