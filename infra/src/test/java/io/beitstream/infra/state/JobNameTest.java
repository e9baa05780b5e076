package io.beitstream.infra.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobNameTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "images-to-tokens", "A.b_c-9"})
    void soundNamesAreKept(String text) {
        assertThat(new JobName(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", ".a", "..", "a/b", "a b", "a\n", "ü", "../up"})
    void whatCannotNameAFolderAndAGroupIsRefused(String text) {
        assertThatThrownBy(() -> new JobName(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @Test
    void aNameHasAHundredCharactersAtMost() {
        assertThat(new JobName("a".repeat(100)).text()).hasSize(100);
        assertThatThrownBy(() -> new JobName("a".repeat(101)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aNameIsMadeOfWhatIsReadAndWritten() {
        assertThat(JobName.of("images", "tokens")).hasToString("images-to-tokens");
        assertThat(JobName.of("my images", "out/ü")).hasToString("my-images-to-out--");
        assertThat(JobName.of("..", "x")).hasToString("to-x");
        assertThat(JobName.of("", "")).hasToString("to-");
    }

    @Test
    void longNamesThatBeginAlikeStayApart() {
        JobName first = JobName.of("a".repeat(150), "b");
        JobName second = JobName.of("a".repeat(150), "c");

        assertThat(first.text()).hasSizeLessThanOrEqualTo(100);
        assertThat(first).isNotEqualTo(second).isEqualTo(JobName.of("a".repeat(150), "b"));
    }

    @Test
    void groupAndTransactionsBearTheName() {
        assertThat(new JobName("x").group()).isEqualTo("beitstream-x");
        assertThat(new JobName("x").transactionalIdPrefix()).isEqualTo("beitstream-x");
    }
}
