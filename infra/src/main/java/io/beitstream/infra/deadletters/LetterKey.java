package io.beitstream.infra.deadletters;

import io.beitstream.schemas.DeadLetter;
import io.beitstream.schemas.Provenance;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The key of a dead letter's record: what names the letter, and its tombstone. */
public record LetterKey(byte[] bytes) {
    /** The key of UTF-8 text. */
    public static LetterKey of(String text) {
        return new LetterKey(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The key that a letter is to have: image id, original key, or the place it came from. */
    public static LetterKey of(DeadLetter letter) {
        if (letter.getImageId() != null) {
            return of(letter.getImageId());
        }
        ByteBuffer original = letter.getOriginalKey();
        if (original != null) {
            return new LetterKey(Bytes.of(original));
        }
        Provenance from = letter.getProvenance();
        return of("%s-%d@%d".formatted(from.getTopic(), from.getPartition(), from.getOffset()));
    }

    /** The key as text, or as {@code 0x} and hexadecimal digits if it is none. */
    public String text() {
        return text(bytes);
    }

    static String text(byte @Nullable [] bytes) {
        if (bytes == null) {
            return "none";
        }
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            if (text.chars().noneMatch(Character::isISOControl)) {
                return text;
            }
        } catch (CharacterCodingException e) {
            // Shown in digits.
        }
        return "0x" + HexFormat.of().formatHex(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LetterKey that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return text();
    }
}
