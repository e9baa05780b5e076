package io.beitstream.infra.search.server;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the route of a request. */
record Routes(List<Route> all) {
    /** A route and the parts of the path that it names. */
    record Found(Route route, Map<String, String> names) {}

    /**
     * @throws RequestRefusedException with 404 if there is no such path, with 405 if it is not for
     *     this method
     */
    Found find(String method, String path) throws RequestRefusedException {
        String wanted = method.equals("HEAD") ? "GET" : method;
        boolean known = false;
        for (Route route : all) {
            Optional<Map<String, String>> names = route.match(path);
            if (names.isPresent() && route.method().equals(wanted)) {
                return new Found(route, names.get());
            }
            known |= names.isPresent();
        }
        throw known
                ? new RequestRefusedException(405, "This address does not take " + method + ".")
                : new RequestRefusedException(404, "There is nothing at this address.");
    }

    /** The methods of a path, for a header; GET brings HEAD. */
    String allowed(String path) throws RequestRefusedException {
        Stream.Builder<String> methods = Stream.builder();
        for (Route route : all) {
            if (route.match(path).isPresent()) {
                methods.add(route.method().equals("GET") ? "GET, HEAD" : route.method());
            }
        }
        return methods.build().collect(Collectors.joining(", "));
    }
}
