package io.beitstream.infra.chaos.verify;

import io.beitstream.infra.chaos.stream.ImageKind;

/**
 * Whether every image came out exactly once: a sound one as one record of tokens and one embedding,
 * a broken one as one dead letter.
 *
 * @param features images that came out with both records
 * @param missing came out as nothing, or with one of the two records only
 * @param doubled came out more than once, in whatever form
 * @param soundButDead sound, yet a dead letter
 * @param brokenButAlive broken, yet with tokens or an embedding
 * @param strangers records whose keys are no image's
 */
public record Verdict(
        int images,
        int features,
        int deadLetters,
        Findings missing,
        Findings doubled,
        Findings soundButDead,
        Findings brokenButAlive,
        long strangers) {
    /** Judges what was read, once nothing more comes. */
    public static Verdict of(Tally tally) {
        int features = 0;
        int deadLetters = 0;
        Findings.Collector missing = new Findings.Collector();
        Findings.Collector doubled = new Findings.Collector();
        Findings.Collector dead = new Findings.Collector();
        Findings.Collector alive = new Findings.Collector();
        for (int index = 0; index < tally.images(); index++) {
            int tokens = tally.count(Tally.Output.TOKENS, index);
            int embeddings = tally.count(Tally.Output.EMBEDDINGS, index);
            int letters = tally.count(Tally.Output.DEAD_LETTERS, index);
            boolean whole = tokens > 0 && embeddings > 0;
            boolean sound = ImageKind.of(index).isSound();
            features += whole ? 1 : 0;
            deadLetters += letters > 0 ? 1 : 0;
            if (!whole && letters == 0) {
                missing.add(index);
            }
            if (Math.max(tokens, embeddings) + letters > 1) {
                doubled.add(index);
            }
            if (sound && letters > 0) {
                dead.add(index);
            }
            if (!sound && tokens + embeddings > 0) {
                alive.add(index);
            }
        }
        return new Verdict(
                tally.images(),
                features,
                deadLetters,
                missing.findings(),
                doubled.findings(),
                dead.findings(),
                alive.findings(),
                tally.strangers());
    }

    public boolean isGood() {
        return missing.count()
                        + doubled.count()
                        + soundButDead.count()
                        + brokenButAlive.count()
                        + strangers
                == 0;
    }
}
