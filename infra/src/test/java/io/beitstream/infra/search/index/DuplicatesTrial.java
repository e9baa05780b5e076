package io.beitstream.infra.search.index;

import io.beitstream.infra.embedded.TemporaryDirectory;
import io.beitstream.infra.search.Hit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Measures how many altered copies of photographs {@code duplicates} finds with the shipped
 * networks, and how many other pictures it takes for copies.
 */
public final class DuplicatesTrial {
    private static final int MOST = 50;

    private DuplicatesTrial() {}

    /** Arguments: a folder of photographs, and perhaps a dataset of other pictures. */
    public static void main(String[] arguments) throws IOException {
        List<NearCopies.Copy> copies = NearCopies.of(Path.of(arguments[0]));
        try (TemporaryDirectory work = new TemporaryDirectory("beitstream-duplicates");
                OpenIndex open = new OpenIndex(work.path())) {
            long offset = fill(open, copies, 0);
            measure(open, copies);
            if (arguments.length > 1) {
                fill(open, NearCopies.others(Path.of(arguments[1])), offset);
                measure(open, copies);
            }
        }
    }

    private static long fill(OpenIndex open, List<NearCopies.Copy> copies, long offset)
            throws IOException {
        for (NearCopies.Copy copy : copies) {
            var embedding = Records.embedding(copy.id(), copy.vector()).build();
            List<Integer> codes = Arrays.stream(copy.codes()).boxed().toList();
            float[] unit = UnitVector.of(copy.vector());
            open.generation.put(embedding, unit, OpenIndex.at(offset), 0);
            open.generation.put(Records.tokens(copy.id(), codes).build(), OpenIndex.at(offset++));
        }
        open.generation.refresh();
        return offset;
    }

    private static void measure(OpenIndex open, List<NearCopies.Copy> copies) throws IOException {
        Map<Alteration, Integer> found = new EnumMap<>(Alteration.class);
        int right = 0;
        int wrong = 0;
        int asked = 0;
        long nanos = 0;
        for (NearCopies.Copy copy : copies) {
            if (copy.alteration() != Alteration.NONE) {
                continue;
            }
            asked++;
            long start = System.nanoTime();
            List<Hit> hits = open.index.duplicates(copy.id(), MOST);
            nanos += System.nanoTime() - start;
            for (Hit hit : hits) {
                String[] parts = hit.image().id().split("-(?=[a-z])");
                if (Integer.parseInt(parts[0]) == copy.photo()) {
                    right++;
                    found.merge(
                            Alteration.valueOf(parts[1].toUpperCase(java.util.Locale.ROOT)),
                            1,
                            Integer::sum);
                } else {
                    wrong++;
                }
            }
        }
        int copiesOfEach = Alteration.values().length - 1;
        System.out.printf(
                "%,d pictures: recall %.3f, precision %.4f (%d wrong), %.1f ms a question; found of %d: %s%n",
                open.index.status().images(),
                right / (double) (asked * copiesOfEach),
                right / (double) (right + wrong),
                wrong,
                nanos / 1e6 / asked,
                asked,
                found);
    }
}
