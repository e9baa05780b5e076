package io.beitstream.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a stranger may put into a topic. */
@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
class SingleObjectCodecTest {
    private static final long ENOUGH = 10_000_000;

    private final SingleObjectCodec<ImageEvent> codec = new SingleObjectCodec<>(ImageEvent.class);

    private interface Body {
        void write(BinaryEncoder out) throws IOException;
    }

    static Stream<Arguments> hostile() {
        return Stream.of(
                Arguments.of("2 GB of bytes", event(out -> bytesOf(out, Integer.MAX_VALUE - 8))),
                Arguments.of("2^62 bytes", event(out -> bytesOf(out, 1L << 62))),
                Arguments.of("a negative number of bytes", event(out -> bytesOf(out, -5))),
                Arguments.of("an id of 2 GB", event(out -> out.writeLong(Integer.MAX_VALUE - 8))),
                Arguments.of("an id of 2^40 bytes", event(out -> out.writeLong(1L << 40))),
                Arguments.of("an id of negative length", event(out -> out.writeLong(-3))),
                Arguments.of("a map of 2^31 entries", map(out -> out.writeLong(1L << 31))),
                Arguments.of("a map of 2^30 entries", map(out -> out.writeLong(1L << 30))),
                Arguments.of(
                        "a map of 2^63 - 1 entries", map(out -> out.writeLong(Long.MAX_VALUE))),
                Arguments.of("a map of -2^63 entries", map(out -> block(out, Long.MIN_VALUE, 0))),
                Arguments.of("a map with a block of 2^31", map(out -> block(out, -(1L << 31), 4))),
                Arguments.of("a map with a block of 2^30", map(out -> block(out, -(1L << 30), 4))),
                Arguments.of("a map whose block is long", map(out -> block(out, -1, 1L << 40))),
                Arguments.of("a map whose block runs back", map(out -> block(out, -1, -2))),
                Arguments.of("a map whose keys run back", map(SingleObjectCodecTest::keysRunBack)),
                Arguments.of("an unknown branch", event(out -> branch(out, 7))),
                Arguments.of("a negative branch", event(out -> branch(out, -1))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void whatDeclaresMoreThanItHoldsIsRefusedAndAllocatesNothing(String what, byte[] bytes) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        assertRefused(bytes); // loads classes
        long before = threads.getCurrentThreadAllocatedBytes();

        assertRefused(bytes);

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(ENOUGH);
    }

    @Test
    void aRecordThatIsCutShortAnywhereIsRefused() {
        byte[] whole =
                codec.encode(ImageEvent.newBuilder().setId("image").setUri("file:/x").build());
        for (int length = 0; length < whole.length; length++) {
            assertRefused(Arrays.copyOf(whole, length));
        }
    }

    @Test
    void randomBytesBehindAHeaderAreReadOrRefused() {
        byte[] bytes = Arrays.copyOf(codec.encode(ImageEvent.newBuilder().setId("i").build()), 60);
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            for (int at = 10; at < bytes.length; at++) {
                bytes[at] = (byte) random.nextInt();
            }
            try {
                codec.decode(bytes);
            } catch (MalformedRecordException e) {
                assertThat(e).hasMessageContaining("not ImageEvent");
            }
        }
    }

    private void assertRefused(byte[] bytes) {
        assertThatThrownBy(() -> codec.decode(bytes))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageStartingWith("not ImageEvent in Avro single-object encoding");
    }

    /** An event's header, and then what the test says. */
    private static byte[] event(Body body) {
        byte[] sound =
                new SingleObjectCodec<>(ImageEvent.class)
                        .encode(ImageEvent.newBuilder().setId("i").build());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(sound, 0, 10);
        try {
            BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);
            body.write(out);
            out.flush();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    /** An event up to its attributes, and then what the test says. */
    private static byte[] map(Body body) {
        return event(
                out -> {
                    out.writeString("i");
                    for (int field = 0; field < 4; field++) {
                        out.writeIndex(0); // null
                    }
                    body.write(out);
                });
    }

    private static void bytesOf(BinaryEncoder out, long length) throws IOException {
        out.writeString("i");
        out.writeIndex(1);
        out.writeLong(length);
    }

    private static void branch(BinaryEncoder out, int index) throws IOException {
        out.writeString("i");
        out.writeIndex(index);
    }

    /** A block of a map, with four bytes of entries: one entry of two empty strings twice. */
    private static void block(BinaryEncoder out, long count, long size) throws IOException {
        out.writeLong(count);
        out.writeLong(size);
        out.writeFixed(new byte[4]);
        out.writeLong(0);
    }

    /** Each key takes the reader back to where it began. */
    private static void keysRunBack(BinaryEncoder out) throws IOException {
        out.writeLong(Integer.MAX_VALUE - 8);
        out.writeLong(-1);
        out.writeLong(-1);
    }
}
