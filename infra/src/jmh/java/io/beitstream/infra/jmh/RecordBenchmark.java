package io.beitstream.infra.jmh;

import io.beitstream.schemas.ImageEvent;
import io.beitstream.schemas.MalformedRecordException;
import io.beitstream.schemas.SingleObjectCodec;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Image events to bytes and back, with an image of 100 KB in them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RecordBenchmark {
    private final SingleObjectCodec<ImageEvent> codec = new SingleObjectCodec<>(ImageEvent.class);
    private ImageEvent event;
    private byte[] encoded;

    @Setup
    public void make() {
        event =
                ImageEvent.newBuilder()
                        .setId("image-000001")
                        .setEventTime(Instant.EPOCH)
                        .setBytes(ByteBuffer.wrap(new byte[100_000]))
                        .setAttributes(Map.of("publisher", "benchmark"))
                        .build();
        encoded = codec.encode(event);
    }

    @Benchmark
    public byte[] encode() {
        return codec.encode(event);
    }

    @Benchmark
    public ImageEvent decode() throws MalformedRecordException {
        return codec.decode(encoded);
    }
}
