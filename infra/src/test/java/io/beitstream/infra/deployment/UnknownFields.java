package io.beitstream.infra.deployment;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Finds what Kubernetes' classes were given and do not know: they keep it aside. */
final class UnknownFields {
    private static final String ASIDE = "getAdditionalProperties";

    private UnknownFields() {}

    /**
     * Adds the place of each unknown field.
     *
     * @param place of the object, for the message
     */
    static void collect(Object object, String place, List<String> found) throws Exception {
        if (object instanceof Collection<?> elements) {
            for (Object element : elements) {
                collect(element, place, found);
            }
        } else if (object instanceof Map<?, ?> entries) {
            for (Object value : entries.values()) {
                collect(value, place, found);
            }
        } else if (object != null && isModel(object.getClass())) {
            for (Method getter : object.getClass().getMethods()) {
                if (getter.getParameterCount() == 0 && getter.getName().equals(ASIDE)) {
                    ((Map<?, ?>) getter.invoke(object))
                            .keySet()
                            .forEach(name -> found.add(place + "." + name));
                } else if (isGetter(getter)) {
                    String field = getter.getName().substring("get".length());
                    collect(getter.invoke(object), place + "." + field, found);
                }
            }
        }
    }

    private static boolean isGetter(Method method) {
        return method.getParameterCount() == 0
                && method.getName().startsWith("get")
                && (isModel(method.getReturnType())
                        || Collection.class.isAssignableFrom(method.getReturnType())
                        || Map.class.isAssignableFrom(method.getReturnType()));
    }

    private static boolean isModel(Class<?> type) {
        return type.getName().startsWith("io.fabric8.kubernetes.api.model.");
    }
}
