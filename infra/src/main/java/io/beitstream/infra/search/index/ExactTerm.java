package io.beitstream.infra.search.index;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Text of any length as a term that equals no other text's: Lucene's terms are bounded. */
final class ExactTerm {
    private static final int MAX_BYTES = 1024;

    private ExactTerm() {}

    static String of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= MAX_BYTES ? "=" + text : "#" + sha256(bytes);
    }

    static String ofAttribute(String name, String value) {
        return of(name.length() + ":" + name + value);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
