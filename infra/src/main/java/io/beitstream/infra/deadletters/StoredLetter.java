package io.beitstream.infra.deadletters;

import io.beitstream.schemas.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.header.Header;

/**
 * A dead letter as it lies in a store.
 *
 * @param time when its record was made, in milliseconds since 1970; tells which letter is newer
 * @param headers of its record; none in a file
 */
public record StoredLetter(
        Position position, LetterKey key, long time, List<Header> headers, DeadLetter letter) {
    /** The header that counts how often the event has been replayed, in decimal digits. */
    public static final String ATTEMPTS_HEADER = "beitstream-attempts";

    /** How often the event has been replayed already. */
    public int replays() {
        for (int i = headers.size() - 1; i >= 0; i--) {
            Header header = headers.get(i);
            if (header.key().equals(ATTEMPTS_HEADER) && header.value() != null) {
                return number(new String(header.value(), StandardCharsets.UTF_8));
            }
        }
        return 0;
    }

    private static int number(String text) {
        return text.matches("\\d{1,9}") ? Integer.parseInt(text) : 0;
    }
}
