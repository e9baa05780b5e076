package io.beitstream.infra.deadletters;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;

/** Brings the events of letters back, chunk by chunk, in the order in which the letters lie. */
public final class Replay {
    private final LetterStore store;
    private final Originals originals;
    private final ReplayOutlet outlet;
    private final ReplayOptions options;
    private final Pacer pacer;

    private final List<ReplayEvent> chunk = new ArrayList<>();
    private long chunkBytes;
    private long replayed;
    private long tooOften;
    private long gone;
    private long homeless;
    private long changed;
    private long refused;

    public Replay(
            LetterStore store,
            Originals originals,
            ReplayOutlet outlet,
            ReplayOptions options,
            Pacer pacer) {
        this.store = store;
        this.originals = originals;
        this.outlet = outlet;
        this.options = options;
        this.pacer = pacer;
    }

    /**
     * Replays the open letters of an index; once only.
     *
     * @throws ReplayStoppedException saying how far it got, if it cannot go on
     */
    public ReplayReport run(LetterIndex index) throws IOException, InterruptedException {
        try {
            return replay(index);
        } catch (ReplayStoppedException e) {
            throw stopped(String.valueOf(e.getMessage()), e);
        } catch (KafkaException e) {
            throw stopped("Kafka fails: " + e.getMessage(), e);
        }
    }

    private ReplayStoppedException stopped(String why, Throwable cause) {
        return new ReplayStoppedException(
                "stopped after %d replayed events: %s".formatted(replayed, why), cause);
    }

    private ReplayReport replay(LetterIndex index) throws IOException, InterruptedException {
        List<LetterFacts> open = index.open();
        int chunkEvents = pacer.chunk(options.chunkEvents());
        int seen = 0;
        while (seen < open.size() && replayed < options.limit()) {
            take(open.get(seen++), index);
            boolean full =
                    chunk.size() >= Math.min(chunkEvents, options.limit() - replayed)
                            || chunkBytes >= options.chunkBytes();
            if (full || seen == open.size()) {
                flush(index);
            }
        }
        return new ReplayReport(
                replayed, tooOften, gone, homeless, changed, refused, open.size() - seen);
    }

    private void take(LetterFacts facts, LetterIndex index) throws IOException {
        String topic = options.to() == null ? facts.originTopic() : options.to();
        if (facts.replays() >= options.maxAttempts()) {
            tooOften++;
        } else if (!options.toFile() && options.to() == null && facts.fromFile()) {
            homeless++;
        } else if (index.isUnsettled(facts.key())) {
            changed++;
        } else {
            Optional<StoredLetter> letter = store.read(facts.position());
            Optional<Original> original = letter.flatMap(originals::of);
            if (letter.isEmpty()) {
                changed++;
            } else if (original.isEmpty()) {
                gone++;
            } else {
                ReplayEvent event =
                        new ReplayEvent(facts, index.parts(facts), topic, original.get());
                chunk.add(event);
                chunkBytes += event.bytes();
            }
        }
    }

    private void flush(LetterIndex index) throws IOException, InterruptedException {
        if (chunk.isEmpty()) {
            return;
        }
        pacer.pace(chunk.size());
        store.refresh(index);
        int before = chunk.size();
        chunk.removeIf(event -> index.isUnsettled(event.letter().key()));
        changed += before - chunk.size();
        int refusals = outlet.publish(chunk).size();
        refused += refusals;
        replayed += chunk.size() - refusals;
        chunk.clear();
        chunkBytes = 0;
    }
}
