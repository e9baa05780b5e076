package io.beitstream.jobs.source;

import io.beitstream.jobs.pipeline.outcome.RecordHeader;
import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Source records as bytes in a checkpoint: a version, then the fields in their order, big-endian;
 * arrays have their length before them, -1 for none.
 */
final class SourceRecordFormat {
    private static final int VERSION = 1;

    private SourceRecordFormat() {}

    static byte[] write(SourceRecord record) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) record.size());
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeByte(VERSION);
        writeArray(out, record.topic().getBytes(StandardCharsets.UTF_8));
        out.writeInt(record.partition());
        out.writeLong(record.offset());
        out.writeLong(record.timestamp());
        writeArray(out, record.key());
        writeArray(out, record.value());
        out.writeInt(record.headers().size());
        for (RecordHeader header : record.headers()) {
            writeArray(out, header.name().getBytes(StandardCharsets.UTF_8));
            writeArray(out, header.value());
        }
        return bytes.toByteArray();
    }

    /**
     * @throws IOException if a newer program wrote it
     */
    static SourceRecord read(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        int version = in.readByte();
        if (version != VERSION) {
            throw new IOException(
                    "the checkpoint holds source records of version %d, and this program reads version %d: use a newer one"
                            .formatted(version, VERSION));
        }
        String topic = readText(in);
        int partition = in.readInt();
        long offset = in.readLong();
        long timestamp = in.readLong();
        byte[] key = readArray(in);
        byte[] value = readArray(in);
        int count = in.readInt();
        List<RecordHeader> headers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = readText(in);
            headers.add(new RecordHeader(name, readArray(in)));
        }
        return new SourceRecord(topic, partition, offset, timestamp, key, value, headers);
    }

    static void writeArray(DataOutputStream out, byte @Nullable [] array) throws IOException {
        out.writeInt(array == null ? -1 : array.length);
        if (array != null) {
            out.write(array);
        }
    }

    private static byte @Nullable [] readArray(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length < 0 ? null : in.readNBytes(length);
    }

    private static String readText(DataInputStream in) throws IOException {
        byte[] bytes = readArray(in);
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }
}
