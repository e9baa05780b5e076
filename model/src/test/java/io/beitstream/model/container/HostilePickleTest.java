package io.beitstream.model.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Small pickles that ask for much. */
class HostilePickleTest {
    @TempDir private Path directory;

    @Test
    void modulesThatShareTheirChildrenOverManyLevelsAreRefused() throws Exception {
        byte[] pickle = modules(60, 2);

        assertThat(pickle).hasSizeLessThan(2900);
        assertThat(refusal(pickle)).contains("repeat each other without end");
    }

    @Test
    void modulesThatHoldThemselvesAreRefused() throws Exception {
        byte[] pickle =
                new PickleBytes()
                        .raw("c__torch__\nM\n)\u0081")
                        .memoize(1)
                        .raw("}")
                        .text("self")
                        .recall(1)
                        .raw("sb")
                        .end();

        assertThat(refusal(pickle)).contains("nested without end");
    }

    @Test
    void longNamesAreNotMultipliedBySharing() throws Exception {
        PickleBytes pickle = new PickleBytes().text("n".repeat(600_000)).memoize(0);
        pickle.raw("c__torch__\nM\n").memoize(1).raw(")\u0081").memoize(2);
        for (int level = 0; level < 50; level++) {
            pickle.recall(1).raw(")\u0081}").recall(0).recall(2 + level).raw("sb");
            pickle.memoize(3 + level);
        }

        assertThat(refusal(pickle.end())).contains("repeat each other without end");
    }

    @ParameterizedTest
    @CsvSource({
        "argparse, Namespace, it holds no state dict",
        "collections, OrderedDict, more than 64 MiB",
        "torch, Size, it holds no state dict"
    })
    void aLongTupleThatIsRecalledOftenIsNotCopiedOften(String module, String name, String refusal)
            throws Exception {
        PickleBytes pickle = new PickleBytes().raw("N\u0085").memoize(0).raw("NN\u0086");
        pickle.memoize(1).raw("(");
        for (int i = 0; i < 20_000; i++) {
            pickle.recall(1);
        }
        pickle.raw("t\u0085").memoize(2).raw("c" + module + "\n" + name + "\n").memoize(3);
        for (int i = 0; i < 40_000; i++) {
            pickle.recall(3).recall(2).raw("R0");
        }

        assertThat(refusal(pickle.raw("N").end())).contains(refusal);
    }

    @Test
    void aLongListIsNoShape() throws Exception {
        PickleBytes pickle = new PickleBytes().raw("(");
        for (int i = 0; i < 100_000; i++) {
            pickle.raw("K\1");
        }
        pickle.raw("t").memoize(0).raw("(").text("storage").raw("ctorch\nByteStorage\n");
        pickle.text("0").text("cpu").raw("K\1tQ").memoize(1).raw("(");
        for (int i = 0; i < 20_000; i++) {
            pickle.raw("ctorch._utils\n_rebuild_tensor\n(").recall(1).raw("K\0");
            pickle.recall(0).recall(0).raw("tR");
        }

        assertThat(refusal(pickle.raw("l").end())).contains("100000 dimensions");
    }

    @Test
    void manyCopiesOfOneStorageAreRefused() throws Exception {
        byte[] pickle = views(10_000, new int[] {1_000, 1_000}, new int[] {1, 1_000});

        assertThat(refusal(pickle, 1_000_000)).contains("views of far more than the 1000000 bytes");
    }

    @Test
    void manyWindowsOfOneStorageAreRefused() throws Exception {
        byte[] pickle = views(10_000, new int[] {1_000, 1_000}, new int[] {1_000, 1});

        assertThat(refusal(pickle, 1_000_000)).contains("views of far more than the 1000000 bytes");
    }

    @Test
    void tiedAndTransposedTensorsAreRead() throws Exception {
        PickleBytes pickle = new PickleBytes().raw("}(");
        for (String name : new String[] {"a", "b", "c"}) {
            pickle.text(name).tensor("0", 1 << 21, 0, new int[] {1 << 21}, new int[] {1});
        }
        pickle.text("t").tensor("0", 1 << 21, 0, new int[] {1 << 11, 1 << 10}, new int[] {1, 2048});
        Path file = zip(pickle.raw("u").end(), 1 << 21);

        assertThat(TensorContainers.open(file).tensors()).containsOnlyKeys("a", "b", "c", "t");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X\377\377\377\177", "B\377\377\377\177", "T\377\377\377\377"})
    void declaredLengthsAreNotBelieved(String opcode) throws Exception {
        assertThat(refusal(new PickleBytes().raw(opcode + "abc").end()))
                .contains("longer than itself");
    }

    /** Each line: an opcode and how often it stands there. */
    @ParameterizedTest
    @CsvSource({
        "], 20000000",
        "}, 20000000",
        "(, 20000000",
        "N, 20000000",
        "K\1, 10000000",
        "N\u0094, 10000000",
        "]\u0085\u0085\u0085\u0085, 4000000",
        "X\1\0\0\0a, 4000000",
        "\u008a\10abcdefgh, 2000000"
    })
    void floodsOfSmallObjectsAreRefused(String opcodes, int times) throws Exception {
        byte[] pickle = new PickleBytes().raw(opcodes.repeat(times)).raw("N").end();

        assertThat(refusal(pickle)).contains("more than 64 MiB");
    }

    @Test
    void aDictOfMillionsIsRefused() throws Exception {
        PickleBytes pickle = new PickleBytes().raw("}(");
        for (int i = 0; i < 3_000_000; i++) {
            pickle.number(i).raw("N");
        }

        assertThat(refusal(pickle.raw("u").end())).contains("more than 64 MiB");
    }

    /** Text and numbers of one hash: a map can sort the ones, or the others, but not both. */
    @Test
    void keysOfOneHashTakeNoLonger() throws Exception {
        PickleBytes pickle = new PickleBytes().raw("}(");
        for (int i = 0; i < 1 << 15; i++) {
            StringBuilder key = new StringBuilder();
            for (int bit = 0; bit < 15; bit++) {
                key.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            long hash = Integer.toUnsignedLong(key.toString().hashCode());
            pickle.text(key.toString()).raw("N");
            pickle.raw("\u008a\10").int32((int) hash ^ i).int32(i).raw("N");
        }

        assertThat(refusal(pickle.raw("u").end())).contains("it holds no state dict; its keys are");
    }

    @Test
    void aListOfStoragesThatHoldsItselfIsRefused() throws Exception {
        assertThat(
                        Attack.refusalOf(
                                legacy(
                                        new PickleBytes()
                                                .raw("]")
                                                .memoize(0)
                                                .raw("(")
                                                .recall(0)
                                                .recall(0)
                                                .raw("e")
                                                .end())))
                .contains("list of storages is malformed");
    }

    @Test
    void aStorageThatIsListedAMillionTimesIsRefused() throws Exception {
        PickleBytes keys = new PickleBytes().text("0").memoize(0).raw("(");
        for (int i = 0; i < 300_000; i++) {
            keys.recall(0);
        }

        assertThat(Attack.refusalOf(legacy(keys.raw("l").end()))).contains("stores it again");
    }

    @Test
    void namesWithoutEndAreCutInMessages() throws Exception {
        PickleBytes pickle = new PickleBytes().raw("}").text("k".repeat(1 << 20)).raw("Ns");

        assertThat(refusal(pickle.end())).contains("its keys are kkkk");
        assertThat(refusal(new PickleBytes().raw("c" + "m".repeat(1 << 20)).end()))
                .contains("class name without end");
    }

    /** A tower of modules, each holding the one below under several names. */
    private static byte[] modules(int levels, int names) {
        PickleBytes pickle = new PickleBytes().raw("c__torch__\nM\nq\1)\u0081q\2");
        for (int level = 0; level < levels; level++) {
            pickle.raw("h\1)\u0081}");
            for (int name = 0; name < names; name++) {
                pickle.text("" + (char) ('a' + name)).raw("h" + (char) (2 + level)).raw("s");
            }
            pickle.raw("bq" + (char) (3 + level));
        }
        return pickle.end();
    }

    private static byte[] views(int count, int[] shape, int[] strides) {
        PickleBytes pickle = new PickleBytes().raw("}(");
        for (int i = 0; i < count; i++) {
            pickle.text("t" + i).tensor("0", 1_000_000, 0, shape, strides);
        }
        return pickle.raw("u").end();
    }

    private String refusal(byte[] pickle) throws Exception {
        return refusal(pickle, 1);
    }

    private String refusal(byte[] pickle, int stored) throws Exception {
        return Attack.refusalOf(zip(pickle, stored));
    }

    private Path zip(byte[] pickle, int stored) throws Exception {
        Path file = directory.resolve("hostile.pth");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            store(out, "x/data.pkl", pickle);
            store(out, "x/data/0", new byte[stored]);
        }
        return file;
    }

    private static void store(ZipOutputStream out, String name, byte[] bytes) throws Exception {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(crc.getValue());
        out.putNextEntry(entry);
        out.write(bytes);
    }

    /** A file of the old kind with one storage of no bytes. */
    private Path legacy(byte[] keys) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new PickleBytes().raw("\u008a\12l\u00fc\u009cF\u00f9 j\u00a8P\u0019").end());
        out.writeBytes(new PickleBytes().raw("M\u00e9\3").end());
        out.writeBytes(new PickleBytes().raw("}").end());
        out.writeBytes(
                new PickleBytes()
                        .raw("}")
                        .text("a")
                        .tensor("0", 0, 0, new int[] {0}, new int[] {1})
                        .raw("s")
                        .end());
        out.writeBytes(keys);
        out.writeBytes(ByteBuffer.allocate(8 << 20).order(ByteOrder.LITTLE_ENDIAN).array());
        return Files.write(directory.resolve("hostile_legacy.pth"), out.toByteArray());
    }
}
