package io.beitstream.model.pickle;

/**
 * A storage that a pickle names; its bytes lie elsewhere.
 *
 * @param type torch's class name, such as {@code FloatStorage}
 * @param elements as the pickle claims
 */
public record StorageReference(String type, String key, long elements) {}
