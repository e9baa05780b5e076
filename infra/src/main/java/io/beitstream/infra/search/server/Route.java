package io.beitstream.infra.search.server;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A method, a path, and who answers.
 *
 * @param template such as {@code /api/images/{id}}: a part in braces stands for any text
 * @param isSlow whether answers may wait for others, such as Kafka, and so have threads of their
 *     own
 */
record Route(String method, String template, Endpoint endpoint, boolean isSlow) {
    static Route get(String template, Endpoint endpoint) {
        return new Route("GET", template, endpoint, false);
    }

    static Route post(String template, Endpoint endpoint) {
        return new Route("POST", template, endpoint, false);
    }

    /** The same, whose answers may wait for others. */
    Route slow() {
        return new Route(method, template, endpoint, true);
    }

    boolean takesBody() {
        return method.equals("POST");
    }

    /**
     * The parts that the template names, decoded; empty if this is another path.
     *
     * @param path as it was sent, still encoded: an encoded slash parts nothing
     */
    Optional<Map<String, String>> match(String path) throws RequestRefusedException {
        List<String> wanted = parts(template);
        List<String> given = parts(path);
        if (wanted.size() != given.size()) {
            return Optional.empty();
        }
        Map<String, String> names = new HashMap<>();
        for (int i = 0; i < wanted.size(); i++) {
            String part = wanted.get(i);
            if (part.startsWith("{")) {
                String text = PercentEncoding.decode(given.get(i), false);
                if (text.isEmpty()) {
                    return Optional.empty();
                }
                names.put(part.substring(1, part.length() - 1), text);
            } else if (!part.equals(given.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(names);
    }

    private static List<String> parts(String path) {
        return List.of(path.split("/", -1));
    }
}
