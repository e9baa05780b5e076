package io.beitstream.infra.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.model.TrainingMetric;
import io.beitstream.model.training.run.StepMetrics;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFileTest {
    private static final Clock CLOCK =
            Clock.fixed(Instant.ofEpochSecond(1_700_000_000), ZoneOffset.UTC);

    @TempDir private Path directory;
    private Path path;
    private EventFile file;

    @BeforeEach
    void create() {
        path = directory.resolve(EventFile.NAME);
        file = new EventFile(path, CLOCK);
    }

    /** A record as TensorFlow's reader takes it apart. */
    private record Event(double seconds, int step, Map<String, Float> scalars, boolean restart) {}

    @Test
    void everyFigureOfAStepIsAScalar() throws Exception {
        file.resume(known(List.of()));
        file.append(
                List.of(
                        step(299, TrainingMetric.LOSS, .5, TrainingMetric.STEP_SECONDS, 3.),
                        step(300, TrainingMetric.VALIDATION_LOSS, .25)));

        assertThat(events())
                .containsExactly(
                        new Event(1.7e9, 0, Map.of(), false),
                        new Event(
                                1.7e9,
                                299,
                                Map.of("train/loss", .5f, "train/step_seconds", 3f),
                                false),
                        new Event(1.7e9, 300, Map.of("validation/validation_loss", .25f), false));
    }

    @Test
    void checksumsAreThoseOfTensorFlow() throws Exception {
        // The frame that every file of TensorFlow begins with: 24 bytes, and their checksum.
        ByteBuffer length = ByteBuffer.wrap(HexFormat.of().parseHex("1800000000000000"));

        assertThat(EventFile.masked(length)).isEqualTo(0x224b7fa3);
    }

    @Test
    void aResumedRunAddsWhatIsMissingAndNothingTwice() throws Exception {
        List<StepMetrics> all = List.of(loss(1), loss(2), loss(3), loss(4));
        file.resume(known(List.of()));
        file.append(all.subList(0, 2));

        new EventFile(path, CLOCK).resume(known(all));
        new EventFile(path, CLOCK).resume(known(all));

        assertThat(events()).extracting(Event::step).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void halfARecordIsCutOff() throws Exception {
        List<StepMetrics> all = List.of(loss(1), loss(2));
        file.resume(known(List.of()));
        file.append(all);
        byte[] whole = Files.readAllBytes(path);
        for (int cut = 1; cut < 20; cut++) {
            Files.write(path, Arrays.copyOf(whole, whole.length - cut));

            new EventFile(path, CLOCK).resume(known(all));

            assertThat(path).hasBinaryContent(whole);
        }
        Files.write(path, new byte[] {1, 2, 3}, StandardOpenOption.APPEND);
        new EventFile(path, CLOCK).resume(known(all));
        assertThat(path).hasBinaryContent(whole);
    }

    @Test
    void stepsThatComeAgainAreTakenBackFirst() throws Exception {
        file.resume(known(List.of()));
        file.append(List.of(loss(1), loss(2), loss(3)));

        EventFile again = new EventFile(path, CLOCK);
        again.resume(known(List.of(loss(1))));
        again.append(List.of(loss(2)));
        new EventFile(path, CLOCK).resume(known(List.of(loss(1), loss(2))));

        assertThat(events()).extracting(Event::step).containsExactly(0, 1, 2, 3, 2, 2);
        assertThat(events())
                .extracting(Event::restart)
                .containsExactly(false, false, false, false, true, false);
    }

    private static StepMetrics loss(int step) {
        return step(step, TrainingMetric.LOSS, 1. / step);
    }

    private static StepMetrics step(int step, Object... values) {
        Map<TrainingMetric, Double> figures = new EnumMap<>(TrainingMetric.class);
        for (int i = 0; i < values.length; i += 2) {
            figures.put((TrainingMetric) values[i], (Double) values[i + 1]);
        }
        return new StepMetrics(step, 0, figures);
    }

    private List<Event> events() throws Exception {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
        List<Event> events = new ArrayList<>();
        while (in.hasRemaining()) {
            int length = Math.toIntExact(in.getLong());
            in.getInt();
            events.add(event(in.slice(in.position(), length).order(ByteOrder.LITTLE_ENDIAN)));
            in.position(in.position() + length);
            in.getInt();
        }
        return events;
    }

    private static Event event(ByteBuffer in) {
        double seconds = 0;
        int step = 0;
        Map<String, Float> scalars = new TreeMap<>();
        boolean restart = false;
        while (in.hasRemaining()) {
            switch (number(in)) {
                case 1 << 3 | 1 -> seconds = in.getDouble();
                case 2 << 3 -> step = number(in);
                case 3 << 3 | 2 -> assertThat(text(in)).isEqualTo("brain.Event:2");
                case 5 << 3 | 2 -> {
                    ByteBuffer summary = part(in);
                    while (summary.hasRemaining()) {
                        assertThat(number(summary)).isEqualTo(1 << 3 | 2);
                        ByteBuffer value = part(summary);
                        assertThat(number(value)).isEqualTo(1 << 3 | 2);
                        String tag = text(value);
                        assertThat(number(value)).isEqualTo(2 << 3 | 5);
                        scalars.put(tag, value.getFloat());
                    }
                }
                case 7 << 3 | 2 -> {
                    assertThat(part(in)).isEqualTo(ByteBuffer.wrap(new byte[] {1 << 3, 1}));
                    restart = true;
                }
                default -> throw new AssertionError("an unknown field");
            }
        }
        return new Event(seconds, step, scalars, restart);
    }

    private static int number(ByteBuffer in) {
        int value = 0;
        for (int shift = 0; ; shift += 7) {
            byte part = in.get();
            value |= (part & 0x7F) << shift;
            if (part >= 0) {
                return value;
            }
        }
    }

    private static ByteBuffer part(ByteBuffer in) {
        int length = number(in);
        ByteBuffer part = in.slice(in.position(), length).order(ByteOrder.LITTLE_ENDIAN);
        in.position(in.position() + length);
        return part;
    }

    private static String text(ByteBuffer in) {
        return StandardCharsets.UTF_8.decode(part(in)).toString();
    }

    private static EventFile.Known known(List<StepMetrics> steps) {
        return reader -> {
            for (StepMetrics step : steps) {
                reader.accept(step);
            }
        };
    }
}
