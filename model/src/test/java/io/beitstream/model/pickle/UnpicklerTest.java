package io.beitstream.model.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnpicklerTest {
    @Test
    void plainValuesAreRead() throws Exception {
        // {'a': [1, 2.0, (True, None)]} by protocol 2
        Object value = read("\u0080\2}q\0X\1\0\0\0aq\1]q\2(K\1G@\0\0\0\0\0\0\0\u0088N\u0086q\3es.");

        assertThat(value).isInstanceOf(Map.class);
        List<?> list = (List<?>) ((Map<?, ?>) value).get("a");
        assertThat(list.get(0)).isEqualTo(1L);
        assertThat(list.get(1)).isEqualTo(2.0);
        assertThat((List<?>) list.get(2)).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cposix\nsystem\n.",
                "cos\nsystem\n.",
                "cbuiltins\neval\n.",
                "c__builtin__\nexec\n.",
                "csubprocess\nPopen\n.",
                "ctorch\nload\n.",
                "ctorch.storage\n_load_from_bytes\n."
            })
    void namesThatNoCheckpointNeedsAreRefused(String pickle) {
        String qualified = pickle.substring(1, pickle.length() - 2).replace('\n', '.');

        assertThatThrownBy(() -> read("\u0080\2" + pickle))
                .isInstanceOf(PickleException.class)
                .hasMessageContaining(qualified)
                .hasMessageContaining("refused");
    }

    @Test
    void namesPutTogetherOnTheStackAreRefusedToo() {
        assertThatThrownBy(() -> read("\u0080\4\u008c\5posix\u008c\6system\u0093."))
                .hasMessageContaining("posix.system");
    }

    @ParameterizedTest
    @ValueSource(strings = {"i", "o", "P", "S", "I", "\u0082"})
    void opcodesThatNoCheckpointNeedsAreRefused(String opcode) {
        assertThatThrownBy(() -> read("\u0080\2" + opcode + "x\ny\n."))
                .isInstanceOf(PickleException.class)
                .hasMessageContaining("opcode");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\u0080\2",
                "\u0080\2X\377\377\377\177a",
                "\u0080\2a.",
                "\u0080\2h\5.",
                "\u0080\2(",
                "\u0080\2."
            })
    void brokenPicklesAreRefused(String pickle) {
        assertThatThrownBy(() -> read(pickle)).isInstanceOf(PickleException.class);
    }

    private static Object read(String latin1) throws PickleException {
        return new Unpickler(ByteBuffer.wrap(latin1.getBytes(StandardCharsets.ISO_8859_1))).read();
    }
}
