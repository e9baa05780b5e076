package io.beitstream.infra.search.index;

import io.beitstream.infra.deadletters.KafkaClients;
import io.beitstream.schemas.SchemaUnavailableException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Reads the topics into an index until it is told to stop. One thread does all the writing. What
 * was read becomes durable together with how far it was read, every few seconds: a process that is
 * killed goes on from its last commit, and neither loses nor doubles anything.
 */
final class Indexer implements Callable<IndexCounts> {
    private static final Duration REFRESH = Duration.ofMillis(500);
    private static final Duration SWITCH = Duration.ofSeconds(1);

    /** As long as Kafka keeps the tombstones of a compacted topic, unless it is told otherwise. */
    private static final Duration VERSIONS_OF_DELETED = Duration.ofDays(1);

    private final IndexOptions options;
    private final Generations generations;
    private final ModelSwitch models;
    private final Intake intake;
    private final TopicReading reading;
    private final TopicWatch watch;
    private final Clock clock;
    private final Consumer<String> say;
    private final Timer refresh = new Timer(REFRESH);
    private final Timer commit;
    private final Timer change = new Timer(SWITCH);
    private volatile boolean isStopping;
    private volatile long lag;
    private volatile boolean hasCaughtUp;
    private volatile long lastStepNanos = System.nanoTime();
    private volatile IndexCounts counts;

    Indexer(
            IndexOptions options,
            Generations generations,
            LuceneImageIndex index,
            Clock clock,
            Consumer<String> say) {
        this.options = options;
        this.generations = generations;
        this.clock = clock;
        this.say = say;
        this.commit = new Timer(options.commitInterval());
        this.models = new ModelSwitch(generations, index, options.embeddings(), say);
        KafkaClients kafka = options.kafka();
        this.intake = new Intake(generations, options.embeddings(), kafka.records(), clock, say);
        this.reading = new TopicReading(kafka.consumer("read_committed", "none"), generations);
        this.watch = new TopicWatch(kafka.admin(), topics(), say);
        this.counts = intake.counts();
    }

    private List<String> topics() {
        List<String> topics = new ArrayList<>(List.of(options.embeddings()));
        if (options.tokens() != null) {
            topics.add(options.tokens());
        }
        return topics;
    }

    /** How many records of the topics are yet to be read. */
    long lag() {
        return lag;
    }

    /** How far it has come; may be called from any thread. */
    IndexProgress progress() {
        return new IndexProgress(
                counts, lag, hasCaughtUp, Duration.ofNanos(System.nanoTime() - lastStepNanos));
    }

    /** Finishes what has been read, and ends. */
    void stop() {
        isStopping = true;
        reading.wakeup();
    }

    @Override
    public IndexCounts call() throws IOException, InterruptedException {
        try (watch;
                reading) {
            begin();
            while (!isStopping && !isDone()) {
                step();
            }
        } catch (WakeupException e) {
            // Told to stop while waiting, and nothing was half done.
        }
        for (Generation generation : generations.all()) {
            generation.refresh();
            generation.commit();
        }
        return intake.counts();
    }

    private void begin() throws IOException, InterruptedException {
        requireSameTopics();
        if (options.switches() && generations.resumeNext()) {
            say.accept("going on with the index that is being built beside");
        }
        boolean isFollowing = false;
        while (!isFollowing && !isStopping) {
            lastStepNanos = System.nanoTime();
            Map<String, TopicDescription> topics = watch.await();
            isFollowing = topics != null && follow(topics);
        }
    }

    /** Returns whether the brokers were there to be asked. */
    private boolean follow(Map<String, TopicDescription> topics) {
        try {
            reading.follow(topics);
            lag = reading.lag();
            return true;
        } catch (RetriableException e) {
            return false;
        }
    }

    private boolean isDone() throws IOException {
        if (!options.untilNow() || !reading.isPastStart()) {
            return false;
        }
        if (options.switches()) {
            changeModels();
        }
        return reading.isPastStart();
    }

    private void requireSameTopics() {
        Set<String> known = generations.serving().positions().topicIds().keySet();
        boolean isOfOthers =
                !known.isEmpty()
                        && (!known.contains(options.embeddings())
                                || (known.size() > 1 && !known.containsAll(topics())));
        if (isOfOthers) {
            throw new IllegalArgumentException(
                    "the index %s has been built from %s: choose another --name, or --rebuild to give it up"
                            .formatted(options.name(), String.join(" and ", known)));
        }
    }

    private void step() throws IOException {
        lastStepNanos = System.nanoTime();
        for (ConsumerRecord<byte[], byte[]> record : reading.poll()) {
            if (!take(record)) {
                return; // what was taken of these records is taken again, and changes nothing
            }
            refreshIfDue();
        }
        reading.done();
        lag = reading.lag();
        refreshIfDue();
        Map<String, TopicDescription> topics = watch.news();
        if (topics != null) {
            follow(topics);
        }
        if (options.switches() && change.isDue()) {
            changeModels();
        }
        if (commit.isDue()) {
            commit();
        }
        if (lag == 0 && !hasCaughtUp) {
            hasCaughtUp = true;
            refresh();
            say.accept("caught up: " + intake.counts().text());
        }
    }

    /** Waits for a registry that is away; returns whether the record was taken before the end. */
    private boolean take(ConsumerRecord<byte[], byte[]> record) throws IOException {
        boolean isSaid = false;
        while (!isStopping) {
            try {
                intake.take(record);
                return true;
            } catch (SchemaUnavailableException e) {
                if (!isSaid) {
                    say.accept("waiting, since records cannot be read: " + e.getMessage());
                    isSaid = true;
                }
            }
        }
        return false;
    }

    private void refreshIfDue() throws IOException {
        if (refresh.isDue()) {
            refresh();
        }
    }

    private void refresh() throws IOException {
        for (Generation generation : generations.all()) {
            generation.refresh();
        }
        counts = intake.counts();
    }

    private void changeModels() throws IOException {
        if (lag == 0) {
            models.finish();
        }
        if (models.isWanted()) {
            try {
                Map<TopicPartition, Long> begins = reading.begins();
                models.begin();
                reading.seekAll(begins);
                lag = reading.lag();
            } catch (RetriableException e) {
                // The brokers are away: later.
            }
        }
    }

    private void commit() throws IOException {
        if (lag == 0) {
            long before = clock.millis() - VERSIONS_OF_DELETED.toMillis();
            for (Generation generation : generations.all()) {
                generation.forgetDeleted(before);
            }
        }
        for (Generation generation : generations.all()) {
            generation.commit();
        }
    }
}
