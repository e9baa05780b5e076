package io.beitstream.infra.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.beitstream.infra.deadletters.LetterBroker;
import io.beitstream.infra.deadletters.Letters;
import io.beitstream.schemas.DeadLetter;
import io.beitstream.schemas.Provenance;
import io.beitstream.schemas.Stage;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DeadLettersCommandITCase {
    private static LetterBroker broker;
    @TempDir Path directory;

    @BeforeAll
    static void publish() {
        broker = new LetterBroker();
        broker.create("images", "dead-letters", "empty");
        broker.letter("dead-letters", Letters.truncated("cat.jpg"));
        broker.letter(
                "dead-letters",
                Letters.letter("dog.jpg", Stage.FETCH, "http-503", "2026-11-02T08:00:00Z")
                        .setModelIds(java.util.List.of("base@9")),
                LetterBroker.header("beitstream-attempts", "2"),
                LetterBroker.header("trace", "4bf9"));
        broker.letter(
                "dead-letters",
                Letters.letter("bird.jpg", Stage.FETCH, "http-404", "2026-11-02T09:00:00Z"));
        broker.letter(
                "dead-letters",
                Letters.letter("", Stage.SOURCE, "malformed-event", "2026-11-03T08:00:00Z")
                        .setImageId(null)
                        .setOriginalKey(null)
                        .setOriginalEvent(ByteBuffer.wrap(new byte[] {1, 2, 3})));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static Outcome run(String arguments) {
        return Outcome.run("dead-letters " + arguments);
    }

    private static Outcome onTopic(String arguments) {
        return run(
                arguments
                        + " --topic dead-letters --bootstrap-servers "
                        + broker.bootstrapServers());
    }

    @Test
    void listGroupsByStageAndCause() {
        Outcome outcome = onTopic("list");

        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out())
                .isEqualTo(
                        """
                        STAGE   CAUSE            LETTERS  OLDEST                NEWEST                REPLAYED  EXAMPLE
                        SOURCE  malformed-event  1        2026-11-03T08:00:00Z  2026-11-03T08:00:00Z  0         images-0@3
                        FETCH   http-404         1        2026-11-02T09:00:00Z  2026-11-02T09:00:00Z  0         bird.jpg
                        FETCH   http-503         1        2026-11-02T08:00:00Z  2026-11-02T08:00:00Z  2         dog.jpg
                        DECODE  image-truncated  1        2026-11-01T10:00:00Z  2026-11-01T10:00:00Z  0         cat.jpg
                        """);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--stage fetch | dog.jpg bird.jpg",
                "--stage source,decode | cat.jpg images-0@3",
                "--cause http-* | dog.jpg bird.jpg",
                "--cause http-503,image-truncated | cat.jpg dog.jpg",
                "--since 2026-11-02T09:00:00Z | bird.jpg images-0@3",
                "--until 2026-11-01 | cat.jpg",
                "--since 2026-11-02 --until 2026-11-02 | dog.jpg bird.jpg",
                "--since 2026-11-02 --cause http-5* | dog.jpg",
                "--id *.jpg --stage decode | cat.jpg",
                "--id cat.jpg --id b* | cat.jpg bird.jpg",
                "--id images-0@3 | images-0@3",
                "--model base@* | dog.jpg"
            })
    void filtersNarrowTheList(String filter, String ids) {
        Outcome outcome = onTopic("list --letters " + filter);

        assertThat(outcome.out().lines().skip(1).map(line -> line.split(" ")[0]))
                .as(outcome.err())
                .containsExactly(ids.split(" "));
    }

    @Test
    void anEmptyListSaysSo() {
        Outcome outcome = onTopic("list --cause nothing");

        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).isEqualTo("no such dead letters in topic dead-letters\n");
        assertThat(onTopic("list --json --cause nothing").out()).isEmpty();
    }

    @Test
    void listsAreThereForProgramsToo() throws Exception {
        JsonNode group = new ObjectMapper().readTree(onTopic("list --json --id dog.jpg").out());
        JsonNode letter =
                new ObjectMapper().readTree(onTopic("list --json --letters --id dog.jpg").out());

        assertThat(group.get("cause").asText()).isEqualTo("http-503");
        assertThat(group.get("mostReplays").asInt()).isEqualTo(2);
        assertThat(letter.get("position").asText()).isEqualTo("dead-letters-0@1");
    }

    @Test
    void showTellsEverything() {
        Outcome outcome = onTopic("show dog.jpg");

        assertThat(outcome.out())
                .as(outcome.err())
                .isEqualTo(
                        """
                        image        dog.jpg
                        letter       dead-letters-0@1, key dog.jpg
                        failed       at FETCH, 2026-11-02T08:00:00Z
                        cause        http-503
                        message      it ends?in the middle
                        tries        1 at this stage
                        replayed     2 times
                        models       base@9
                        came from    images-0@3, of 2026-11-01T09:00:00Z
                        its key      dog.jpg
                        header       beitstream-attempts = 2
                        header       trace = 4bf9
                        event        55 bytes, an image event
                          id         dog.jpg
                          image      5 bytes inline
                          attribute  camera = 7
                        """
                                .replace("55", Integer.toString(Letters.event("dog.jpg").length)));
    }

    @Test
    void showAsJsonAndByPosition() throws Exception {
        JsonNode json =
                new ObjectMapper()
                        .readTree(onTopic("show --json --position dead-letters-0@3").out());

        assertThat(json.get("id").isNull()).isTrue();
        assertThat(json.get("key").asText()).isEqualTo("images-0@3");
        assertThat(json.get("event").get("bytes").asInt()).isEqualTo(3);
        assertThat(json.get("origin").get("offset").asInt()).isEqualTo(3);
    }

    @Test
    void saveWritesTheImageOrElseTheEvent() throws Exception {
        Path image = directory.resolve("image");
        Path event = directory.resolve("event");

        Outcome saved = onTopic("show cat.jpg --save " + image);
        onTopic("show images-0@3 --save " + event);

        assertThat(saved.err()).contains("5 bytes of the image");
        assertThat(image).hasContent("image");
        assertThat(event).hasBinaryContent(new byte[] {1, 2, 3});
        assertThat(onTopic("show cat.jpg --save " + image).err()).contains("is there already");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "list",
                "list --topic t",
                "list --topic t --from d",
                "list --from /does/not/exist",
                "list --from . --stage nowhere",
                "list --from . --since soon",
                "show --from .",
                "show a --position b --from .",
                "show a --from src",
                "show --from . --position b",
                "replay --from .",
                "replay --from . --to-file f --to t",
                "replay --from . --to t",
                "replay --topic t --to-file f",
                "replay --topic t --to t",
                "replay --topic t --rate 0",
                "replay --topic t --max-attempts 0",
                "nonsense"
            })
    void mistakesEndWithOneLineAndCodeTwo(String arguments) {
        Outcome outcome = run(arguments);

        assertThat(outcome.code()).as(outcome.err()).isEqualTo(2);
        assertThat(outcome.err().strip().lines()).as(outcome.err()).hasSize(1);
        assertThat(outcome.err()).startsWith("beitstream dead-letters").doesNotContain("Exception");
    }

    @Test
    void aTopicOrABrokerThatIsNotThereIsNamed() {
        Outcome topic =
                run("list --topic nowhere --bootstrap-servers " + broker.bootstrapServers());
        Outcome away = run("list --topic t --bootstrap-servers localhost:1");

        assertThat(topic.code()).isEqualTo(2);
        assertThat(topic.err()).contains("has no topic nowhere");
        assertThat(away.code()).isEqualTo(1);
        assertThat(away.err()).contains("localhost:1", "does not answer");
    }

    @Test
    void aLetterThatIsNotThereIsNamed() {
        Outcome outcome = onTopic("show mouse.jpg");

        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("no dead letter of 'mouse.jpg' is open");
    }

    @Test
    void replayEndsWithOneLine() {
        broker.create("again", "again-letters");
        DeadLetter.Builder letter = Letters.truncated("cat.jpg");
        letter.setProvenance(
                Provenance.newBuilder(letter.getProvenance())
                        .setTopic("again")
                        .setProcessedTime(Instant.parse("2026-11-01T10:00:00Z"))
                        .build());
        broker.letter("again-letters", letter);
        String where = " --topic again-letters --bootstrap-servers " + broker.bootstrapServers();

        Outcome dry = run("replay --dry-run" + where);
        Outcome first = run("replay" + where);
        Outcome second = run("replay" + where);

        assertThat(dry.out())
                .isEqualTo("dry run: 1 replayed, 0 skipped by attempts, 0 gone, 0 left\n");
        assertThat(first.out()).isEqualTo("1 replayed, 0 skipped by attempts, 0 gone, 0 left\n");
        assertThat(second.out())
                .isEqualTo("nothing to replay: no such dead letters in topic again-letters\n");
        assertThat(second.code()).isZero();
    }
}
