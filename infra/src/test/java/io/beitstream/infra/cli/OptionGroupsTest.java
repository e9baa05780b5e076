package io.beitstream.infra.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beitstream.infra.state.JobName;
import io.beitstream.jobs.pipeline.PrepareOptions;
import io.beitstream.jobs.pipeline.event.InputFormat;
import io.beitstream.jobs.source.KafkaImageSource.Start;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;

/** What the options of {@code extract} come to. */
class OptionGroupsTest {
    private static final JobName NAME = new JobName("job");

    @TempDir private Path folder;

    @Test
    void imagesHaveTheDefaultsOfTheJob() throws Exception {
        PrepareOptions options = parse().images.prepare(InputFormat.AVRO, null, 3);
        PrepareOptions defaults = PrepareOptions.DEFAULTS;

        assertThat(options.decodeThreads()).isEqualTo(3);
        assertThat(options.imageTimeout()).isEqualTo(defaults.imageTimeout());
        assertThat(options.bytesInFlight()).isEqualTo(defaults.bytesInFlight());
        assertThat(options.capacity()).isEqualTo(defaults.capacity());
        // A barrier waits for an outage, and a transaction of 15 minutes must outlive it.
        assertThat(options.fetch().outage().maxOutage()).isEqualTo(Duration.ofMinutes(8));
        assertThat(options.fetch().withOutage(defaults.fetch().outage()))
                .isEqualTo(defaults.fetch());
    }

    @Test
    void everyImageOptionArrives() throws Exception {
        PrepareOptions options =
                parse(
                                "--max-image-bytes=1mb",
                                "--image-timeout=7s",
                                "--fetch-timeout=3s",
                                "--fetch-attempts=5",
                                "--max-outage=2m",
                                "--allowed-schemes=http,https",
                                "--fetch-hosts=a.example.com,*.b.example.com",
                                "--allow-private-networks",
                                "--bytes-in-flight=64mb")
                        .images
                        .prepare(InputFormat.IMAGE, null, 1);

        assertThat(options.input()).isEqualTo(InputFormat.IMAGE);
        assertThat(options.imageTimeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(options.bytesInFlight()).isEqualTo(67_108_864);
        assertThat(options.fetch().limits().maxBytes()).isEqualTo(1_048_576);
        assertThat(options.fetch().limits().attemptTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(options.fetch().retry().maxAttempts()).isEqualTo(5);
        assertThat(options.fetch().outage().maxOutage()).isEqualTo(Duration.ofMinutes(2));
        assertThat(options.fetch().access().schemes()).containsExactlyInAnyOrder("http", "https");
        assertThat(options.fetch().access().fileRoots()).isEmpty();
    }

    @Test
    void aFolderOfImagesMayBeReadAndNothingElse() throws Exception {
        PrepareOptions options = parse().images.prepare(InputFormat.AVRO, Location.of(folder), 1);

        assertThat(options.fetch().access().fileRoots()).containsExactly(folder.toString());
        assertThat(options.fetch().access().schemes()).containsExactlyInAnyOrder("file", "https");
    }

    @Test
    void moreBytesThanAnArrayHoldsAreAMistakeThatIsNamed() {
        assertThatThrownBy(() -> parse("--max-image-bytes=4gb").images.maxBytes())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--max-image-bytes");
    }

    @Test
    void aRunHasItsDefaults() {
        RunGroup run = parse().run;

        assertThat(run.parallelism(12)).isEqualTo(12);
        assertThat(run.isParallelismSet()).isFalse();
        assertThat(run.linger).isEqualTo(Duration.ofMillis(20));
        assertThat(run.name(NAME)).isEqualTo(NAME);
        assertThat(run.isFresh()).isFalse();
        assertThat(run.resumeFrom()).isNull();
        assertThat(run.state(NAME, false)).isNull();
        assertThat(run.state(NAME, true).folder().getPath()).endsWith("/beitstream/jobs/job");
        Configuration configuration = run.configuration(false, null, new ResumePoint(null, false));
        assertThat(configuration.get(CheckpointingOptions.CHECKPOINTING_INTERVAL))
                .isEqualTo(Duration.ofSeconds(10));
        assertThat(configuration.get(CheckpointingOptions.CHECKPOINTING_TIMEOUT))
                .isEqualTo(Duration.ofMinutes(5));
        assertThat(configuration.getOptional(CheckpointingOptions.CHECKPOINTS_DIRECTORY)).isEmpty();
    }

    @Test
    void everyRunOptionArrives() {
        RunGroup run =
                parse(
                                "--parallelism=3",
                                "--linger=5ms",
                                "--checkpoint-interval=1m",
                                "--checkpoint-timeout=9m",
                                "--name=mine",
                                "--checkpoint-dir=" + folder)
                        .run;

        assertThat(run.parallelism(12)).isEqualTo(3);
        assertThat(run.linger).isEqualTo(Duration.ofMillis(5));
        assertThat(run.name(NAME)).hasToString("mine");
        Configuration configuration =
                run.configuration(true, run.state(NAME, false), new ResumePoint(null, false));
        assertThat(configuration.get(CheckpointingOptions.CHECKPOINTING_INTERVAL))
                .isEqualTo(Duration.ofMinutes(1));
        assertThat(configuration.get(CheckpointingOptions.CHECKPOINTING_TIMEOUT))
                .isEqualTo(Duration.ofMinutes(9));
        assertThat(configuration.get(CheckpointingOptions.CHECKPOINTS_DIRECTORY))
                .endsWith(folder + "/job/checkpoints");
    }

    @Test
    void lessThanOneSubtaskIsAMistake() {
        assertThatThrownBy(() -> parse("--parallelism=0").run.parallelism(4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--parallelism must be at least 1");
    }

    @Test
    void inputIsAFolderOrATopic() throws Exception {
        InputGroup topic = parse("--input-topic=images", "--input-format=image").input;
        topic.validate();
        assertThat(topic.format()).isEqualTo(InputFormat.IMAGE);
        assertThat(topic.start()).isNull();
        assertThat(topic.isBounded()).isFalse();
        assertThat(parse("--input-topic=images", "--until-now").input.isBounded()).isTrue();
        assertThat(parse("--input-topic=i", "--start=latest").input.start())
                .isEqualTo(Start.LATEST);
        InputGroup files = parse("--images=" + folder).input;
        files.validate();
        assertThat(files.isBounded()).isTrue();

        assertThatThrownBy(() -> parse().input.validate())
                .hasMessage("name either --images or --input-topic");
        assertThatThrownBy(() -> parse("--images=" + folder, "--input-topic=i").input.validate())
                .hasMessage("name either --images or --input-topic");
        assertThatThrownBy(() -> parse("--images=" + folder.resolve("no")).input.validate())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no " + folder.resolve("no"));
    }

    @Test
    void outputIsAFolderOrAllTopics() throws Exception {
        OutputGroup topics =
                parse(
                                "--tokens-topic=t",
                                "--embeddings-topic=e",
                                "--dead-letters-topic=d",
                                "--delivery=exactly-once",
                                "--transaction-timeout=20m")
                        .output;
        topics.validate(true, List.of(""));
        assertThat(topics.topics()).containsExactly("t", "e", "d");
        assertThat(topics.isExactlyOnceToKafka()).isTrue();
        assertThat(topics.transactionTimeoutIfUsed()).isEqualTo(Duration.ofMinutes(20));
        assertThat(topics.maxRecordBytes(12_345)).isEqualTo(12_345);
        assertThat(topics.maxRecordBytes(Integer.MAX_VALUE)).isEqualTo(64 << 20);
        OutputGroup files = parse("--out=" + folder, "--max-record-bytes=1mb").output;
        files.validate(true, List.of(""));
        files.requireEmpty();
        assertThat(files.isExactlyOnceToKafka()).isFalse();
        assertThat(files.transactionTimeoutIfUsed()).isNull();
        assertThat(files.maxRecordBytes(12_345)).isEqualTo(1_048_576);

        assertThatThrownBy(() -> parse("--tokens-topic=t").output.validate(true, List.of("")))
                .hasMessageContaining("needs --dead-letters-topic");
        assertThatThrownBy(() -> parse().output.validate(true, List.of("")))
                .hasMessageContaining("name either");
        assertThatThrownBy(() -> parse().output.validate(false, List.of()))
                .hasMessageContaining("name a --tokenizer, an --encoder or both");
    }

    @Test
    void aTopicMayComeAfterTheImages() throws Exception {
        InputGroup both = parse("--images=" + folder, "--then-topic=live").input;

        both.validate();
        assertThat(both.isBounded()).isFalse();
        assertThat(both.topic()).isEqualTo("live");
        assertThat(both.description(" of K")).isEqualTo(folder + ", then topic live of K");
        assertThat(
                        parse("--images=" + folder, "--then-topic=live", "--until-now")
                                .input
                                .isBounded())
                .isTrue();

        assertThatThrownBy(() -> parse("--input-topic=i", "--then-topic=live").input.validate())
                .hasMessageContaining("--then-topic is what comes after --images");
        assertThatThrownBy(
                        () ->
                                parse("--images=" + folder, "--then-topic=i", "--start=latest")
                                        .input
                                        .validate())
                .hasMessageContaining("with --then-topic use committed or earliest");
    }

    @Test
    void filesHaveAFormatAndASize() throws Exception {
        parse("--out=" + folder, "--format=parquet", "--partition-by=attribute:class")
                .output
                .validate(true, List.of(""));

        assertThatThrownBy(() -> validateOut("--format=csv"))
                .hasMessage("unknown --format 'csv': use avro or parquet");
        assertThatThrownBy(() -> validateOut("--partition-by=hour"))
                .hasMessageContaining("none, date or attribute:NAME");
        assertThatThrownBy(() -> validateOut("--roll-size=1mb"))
                .hasMessageContaining("are for --format parquet");
    }

    private void validateOut(String option) {
        parse("--out=" + folder, option).output.validate(true, List.of(""));
    }

    @Test
    void aLocationIsAPathOrAUri() throws Exception {
        assertThat(Location.of(folder + "/a b%20/../c").toString()).isEqualTo(folder + "/c");
        assertThat(Location.of(folder.toString()).isFolder()).isTrue();
        assertThat(Location.of(folder + "/no").exists()).isFalse();
        assertThat(Location.of("s3://bucket/a/").toString()).isEqualTo("s3://bucket/a");
        assertThat(Location.of("s3://bucket/a").scheme()).isEqualTo("s3");
    }

    @Test
    void eachEncoderHasItsOwnTopicAndTokensNeedATokenizer() {
        OutputGroup output =
                parse(
                                "--embeddings-topic=e",
                                "--embeddings-topic=clip=words",
                                "--dead-letters-topic=d")
                        .output;

        output.validate(false, List.of("beit", "clip"));

        assertThat(output.topics()).containsExactly("e-beit", "words", "d");
        assertThatThrownBy(
                        () ->
                                parse("--embeddings-topic=clip=words", "--dead-letters-topic=d")
                                        .output
                                        .validate(false, List.of("beit", "clip")))
                .hasMessageContaining("no topic for the embeddings of 'beit'");
    }

    private static Holder parse(String... arguments) {
        Holder holder = new Holder();
        Beitstream.commandLine(holder).parseArgs(arguments);
        return holder;
    }

    @Command
    private static final class Holder {
        @ArgGroup(exclusive = false)
        private InputGroup input = new InputGroup();

        @ArgGroup(exclusive = false)
        private OutputGroup output = new OutputGroup();

        @ArgGroup(exclusive = false)
        private ImageGroup images = new ImageGroup();

        @ArgGroup(exclusive = false)
        private RunGroup run = new RunGroup();
    }
}
