package io.beitstream.infra.search.server;

import io.beitstream.infra.search.Hit;
import io.beitstream.infra.search.ImageIndex;
import io.beitstream.infra.search.IndexStatus;
import io.beitstream.infra.search.IndexedImage;
import io.beitstream.infra.search.TokenGrid;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** An index in memory that compares with every image. */
final class FakeIndex implements ImageIndex {
    private record Entry(IndexedImage image, float[] vector) {}

    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final IndexStatus empty;

    /**
     * @param empty how it is before the first image
     */
    FakeIndex(IndexStatus empty) {
        this.empty = empty;
    }

    synchronized void add(IndexedImage image, float[] vector) {
        entries.remove(image.id());
        entries.put(image.id(), new Entry(image, unit(vector)));
    }

    @Override
    public synchronized IndexStatus status() {
        long withTokens =
                entries.values().stream().filter(entry -> entry.image().tokens() != null).count();
        return new IndexStatus(
                empty.name(),
                empty.modelId(),
                empty.preprocessingId(),
                empty.dimension(),
                entries.size(),
                withTokens,
                empty.lag());
    }

    @Override
    public synchronized Optional<IndexedImage> image(String id) {
        return Optional.ofNullable(entries.get(id)).map(Entry::image);
    }

    @Override
    public synchronized Optional<float[]> vector(String id) {
        return Optional.ofNullable(entries.get(id)).map(Entry::vector);
    }

    @Override
    public synchronized List<Hit> nearest(
            float[] vector, int count, Map<String, String> attributes) {
        if (vector.length != empty.dimension()) {
            throw new IllegalArgumentException("the vector has another dimension");
        }
        float[] unit = unit(vector);
        return entries.values().stream()
                .filter(e -> e.image().attributes().entrySet().containsAll(attributes.entrySet()))
                .map(entry -> new Hit(entry.image(), cosine(entry.vector(), unit)))
                .sorted(Comparator.comparingDouble(Hit::similarity).reversed())
                .limit(count)
                .toList();
    }

    @Override
    public synchronized List<Hit> duplicates(String id, int count) {
        Entry entry = entries.get(id);
        if (entry == null || entry.image().tokens() == null) {
            return List.of();
        }
        TokenGrid tokens = entry.image().tokens();
        return nearest(entry.vector(), entries.size(), Map.of()).stream()
                .filter(hit -> !hit.image().id().equals(id))
                .filter(hit -> shared(tokens, hit.image()) > 0.7 && hit.similarity() > 0.95)
                .limit(count)
                .toList();
    }

    private static double shared(TokenGrid tokens, IndexedImage other) {
        TokenGrid theirs = other.tokens();
        if (theirs == null) {
            return 0;
        }
        long equal =
                IntStream.range(0, tokens.codes().length)
                        .filter(i -> tokens.codes()[i] == theirs.codes()[i])
                        .count();
        return (double) equal / tokens.codes().length;
    }

    @Override
    public synchronized List<IndexedImage> newest(int count) {
        List<IndexedImage> images =
                new ArrayList<>(entries.values().stream().map(Entry::image).toList());
        Collections.reverse(images);
        return List.copyOf(images.subList(0, Math.min(count, images.size())));
    }

    private static float[] unit(float[] vector) {
        double norm = Math.sqrt(cosine(vector, vector));
        if (!(norm > 0)) {
            throw new IllegalArgumentException("the vector has no length");
        }
        float[] unit = new float[vector.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (float) (vector[i] / norm);
        }
        return unit;
    }

    private static double cosine(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
