package io.beitstream.model.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.model.checkpoint.SafetensorsFile;
import io.beitstream.model.conversion.CheckpointImporter;
import io.beitstream.model.conversion.ImportOptions;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Zip archives and safetensors files whose directories lie, or never end. */
class HostileContainerTest {
    @TempDir private Path directory;

    @Test
    void aZipOfHundredsOfThousandsOfEntriesIsRefused() throws Exception {
        ZipBytes zip = new ZipBytes();
        int at = zip.local("x/data.pkl", new byte[] {(byte) 0x80, 2, 'N', '.'});
        for (int i = 0; i < 300_000; i++) {
            zip.central("x/" + i, at, 4);
        }

        assertThat(Attack.refusalOf(write(zip.end()))).contains("zip directory");
    }

    @Test
    void entriesThatLieOnTopOfEachOtherAreRefused() throws Exception {
        ZipBytes zip = new ZipBytes();
        PickleBytes pickle = new PickleBytes().raw("}(");
        for (int i = 0; i < 1_000; i++) {
            pickle.text("t" + i).tensor("" + i, 30_000_000, 0, new int[] {1}, new int[] {1});
        }
        byte[] references = pickle.raw("u").end();
        int at = zip.local("x/data.pkl", references);
        zip.central("x/data.pkl", at, references.length);
        int storage = zip.local("x/data/0", new byte[30_000_000]);
        for (int i = 0; i < 1_000; i++) {
            zip.central("x/data/" + i, storage, 30_000_000);
        }

        assertThat(Attack.refusalOf(write(zip.end()))).contains("overlaps other entries");
    }

    @ParameterizedTest
    @CsvSource({"1000000", "2147483647"})
    void entriesThatClaimMoreThanTheFileHasAreRefused(int claimed) throws Exception {
        ZipBytes zip = new ZipBytes();
        int at = zip.local("x/data.pkl", new byte[] {(byte) 0x80, 2, 'N', '.'});
        zip.central("x/data.pkl", at, claimed);

        assertThat(Attack.refusalOf(write(zip.end()))).contains("x/data.pkl");
    }

    @Test
    void aHeaderOf100MegabytesIsRefused() throws Exception {
        Path file = safetensors("{}", 100_000_000);

        assertThat(Attack.refusalOf(file)).contains("more than the limit of 8388608");
    }

    /** A million tensors without elements, as many as fit, are no network. */
    @Test
    void aHeaderOfTensorsWithoutElementsIsRefused() throws Exception {
        StringBuilder json = new StringBuilder("{");
        for (int i = 0; json.length() < (8 << 20) - 100; i++) {
            json.append(i == 0 ? "\"" : ",\"").append(Integer.toString(i, 36));
            json.append("\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}");
        }
        Path file = safetensors(json.append('}').toString(), 0);

        assertThat(
                        Attack.refusalOf(
                                () ->
                                        CheckpointImporter.convert(
                                                file, ImportOptions.AUTO, Map.of())))
                .contains("layout of its weights is not known");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":{},|1|malformed",
                "{\"a\":|1|not JSON",
                "[|8000000|neither a torch checkpoint",
                "{\"a\":[|8000000|malformed",
                "{\"a\":{\"x\":|1|not JSON",
                "{\"a\":{\"x\":[|2000000|not JSON",
                "{\"a\":{\"shape\":[1,1,1,1,1,1,1,1,1,1,1|1|malformed",
                "{\"__metadata__\":{\"a\":[|1000000|not JSON",
                "1|8000000|neither a torch checkpoint"
            })
    void headersOfAnotherFormAreRefused(String beginning, int times, String refusal)
            throws Exception {
        String json = beginning.length() > 4 ? beginning : beginning.repeat(times);
        json = beginning.endsWith("[") && times > 1 ? beginning + "[".repeat(times) : json;

        assertThat(Attack.refusalOf(safetensors(json, 0))).contains(refusal);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[4611686018427387904,4611686018427387904]|[0,8]|overflow",
                "[-1]|[0,8]|negative extent",
                "[8]|[0,9]|lies outside",
                "[8]|[-8,0]|lies outside",
                "[8]|[8,0]|lies outside",
                "[8]|[0,4611686018427387904]|lies outside",
                "[9223372036854775808]|[0,8]|not JSON",
                "[1,1,1,1,1,1,1,1,8]|[0,8]|malformed"
            })
    void shapesAndOffsetsAreNotBelieved(String shape, String offsets, String refusal)
            throws Exception {
        String json =
                "{\"a\":{\"dtype\":\"U8\",\"shape\":%s,\"data_offsets\":%s}}"
                        .formatted(shape, offsets);

        assertThat(Attack.refusalOf(safetensors(json, 8))).contains(refusal);
    }

    @Test
    void tensorsThatOverlapAreRefused() throws Exception {
        String tensor = "{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[0,8]}";
        String json = "{\"a\":%s,\"b\":%s}".formatted(tensor, tensor);

        assertThat(Attack.refusalOf(safetensors(json, 8))).contains("a and b overlap");
    }

    @Test
    void aSmallFileOfAHugeNetworkIsRefused() throws Exception {
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        tensors.put("cls_token", HostTensor.ofFloats(new float[1], 1, 1, 1));
        tensors.put("patch_embed.proj.weight", HostTensor.zeros(1, 3, 16, 16));
        tensors.put("blocks.0.mlp.fc1.weight", HostTensor.zeros(4, 1));
        int side = 100;
        int rows = (2 * side - 1) * (2 * side - 1) + 3;
        for (int i = 0; i < 900; i++) {
            tensors.put("blocks." + i + ".attn.q_bias", HostTensor.zeros(1));
            tensors.put(
                    "blocks." + i + ".attn.relative_position_bias_table",
                    HostTensor.zeros(rows, 1));
        }
        Path file = directory.resolve("huge.safetensors");
        SafetensorsFile.write(file, new StateDict(tensors), Map.of());

        assertThat(
                        Attack.refusalOf(
                                () ->
                                        CheckpointImporter.convert(
                                                file, ImportOptions.AUTO, Map.of())))
                .contains("100 x 100 patches");
    }

    @Test
    void anIndexOfMegabytesIsRefused() throws Exception {
        Path index = directory.resolve("model.safetensors.index.json");
        Files.writeString(index, "{\"weight_map\":{" + " ".repeat(5 << 20) + "}}");

        assertThat(Attack.refusalOf(directory)).contains("larger than 4 MiB");
    }

    private Path safetensors(String json, int more) throws Exception {
        byte[] text = json.getBytes(StandardCharsets.UTF_8);
        boolean padded = more > 8;
        ByteBuffer file =
                ByteBuffer.allocate(8 + text.length + more).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(text.length + (padded ? more : 0)).put(text);
        return Files.write(directory.resolve("hostile.safetensors"), file.array());
    }

    private Path write(byte[] bytes) throws Exception {
        return Files.write(directory.resolve("hostile.pth"), bytes);
    }

    /** A zip archive whose directory says what it likes. */
    private static final class ZipBytes {
        private final ByteArrayOutputStream file = new ByteArrayOutputStream();
        private final ByteArrayOutputStream directory = new ByteArrayOutputStream();

        /** Writes an entry's data; returns where it begins. */
        int local(String name, byte[] data) {
            int at = file.size();
            ByteBuffer header = header(30);
            header.putInt(0x04034b50).putInt(18, data.length).putInt(22, data.length);
            file.writeBytes(header.putShort(26, (short) name.length()).array());
            file.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
            file.writeBytes(data);
            return at;
        }

        void central(String name, int at, int size) {
            ByteBuffer header = header(46);
            header.putInt(0x02014b50).putInt(20, size).putInt(24, size);
            directory.writeBytes(header.putShort(28, (short) name.length()).putInt(42, at).array());
            directory.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
        }

        byte[] end() {
            ByteBuffer end = header(22).putInt(0x06054b50).putInt(12, directory.size());
            end.putInt(16, file.size());
            file.writeBytes(directory.toByteArray());
            file.writeBytes(end.array());
            return file.toByteArray();
        }

        private static ByteBuffer header(int size) {
            return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        }
    }
}
