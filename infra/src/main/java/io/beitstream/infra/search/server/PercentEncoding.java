package io.beitstream.infra.search.server;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads the percent-encoded parts of a URI, strictly. */
final class PercentEncoding {
    private PercentEncoding() {}

    /**
     * The text of a part.
     *
     * @param plusIsSpace as in queries
     * @throws RequestRefusedException if it is not UTF-8 in percent-encoding
     */
    static String decode(String part, boolean plusIsSpace) throws RequestRefusedException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(part.length());
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (c == '%') {
                bytes.write(hex(part, i + 1) << 4 | hex(part, i + 2));
                i += 2;
            } else if (c > 0x7E || c <= ' ') {
                throw malformed();
            } else {
                bytes.write(c == '+' && plusIsSpace ? ' ' : c);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed();
        }
    }

    private static int hex(String part, int at) throws RequestRefusedException {
        int digit = at < part.length() ? Character.digit(part.charAt(at), 16) : -1;
        if (digit < 0) {
            throw malformed();
        }
        return digit;
    }

    private static RequestRefusedException malformed() {
        return new RequestRefusedException(
                400, "The address is not UTF-8 text in percent-encoding.");
    }
}
