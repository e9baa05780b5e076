package io.beitstream.infra.search.index;

import io.beitstream.schemas.ImageEmbedding;
import io.beitstream.schemas.TokenSequence;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.jspecify.annotations.Nullable;

/**
 * One Lucene directory: images whose vectors compare, their visual tokens, and how far the topics
 * have been read. One thread writes; any may search, and see what the last {@link #refresh} saw.
 */
final class Generation implements AutoCloseable {
    private static final String BOOKMARK = "beitstream";
    private static final double BUFFER_MEGABYTES = 64;

    /**
     * Every segment is a graph that each search goes through: half as many as Lucene has usually.
     */
    private static final int SEGMENTS = 5;

    private static final double SMALL_MEGABYTES = 32;

    private final Path folder;
    private final Directory directory;
    private final IndexWriter writer;
    private final ConcurrentMergeScheduler merges = new ConcurrentMergeScheduler();
    private final SearcherManager searchers;
    private final Map<Slot, Entry> recent = new HashMap<>();
    private final Positions positions;
    private OtherKinds others;
    private @Nullable VectorKind kind;
    private long sequence;
    private long images;
    private long withTokens;
    private boolean isChanged;
    private boolean isUnsaved;
    private volatile Extent visible;

    private record Slot(Part part, String id) {}

    /** How much there was at the last refresh. */
    record Extent(@Nullable VectorKind kind, long images, long withTokens) {}

    /** A question to a searcher. */
    interface Question<T> {
        T ask(IndexSearcher searcher) throws IOException;
    }

    /**
     * Opens what a folder holds, or begins in it.
     *
     * @throws org.apache.lucene.store.LockObtainFailedException if somebody writes there
     */
    Generation(Path folder, GraphOptions graph) throws IOException {
        this.folder = folder;
        this.directory = FSDirectory.open(folder);
        IndexWriterConfig config = new IndexWriterConfig();
        config.setCodec(new DeepCodec(graph));
        config.setRAMBufferSizeMB(BUFFER_MEGABYTES);
        config.setCommitOnClose(false);
        config.setMergeScheduler(merges);
        config.setMergePolicy(
                new TieredMergePolicy()
                        .setSegmentsPerTier(SEGMENTS)
                        .setFloorSegmentMB(SMALL_MEGABYTES));
        try {
            this.writer = new IndexWriter(directory, config);
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
        }
        this.searchers = new SearcherManager(writer, null);
        Bookmark saved = saved();
        this.positions = new Positions(saved.topicIds(), saved.next());
        this.others = new OtherKinds(saved.passedOver(), saved.retired());
        this.kind = saved.kind();
        this.sequence = saved.sequence();
        this.images = saved.images();
        this.withTokens = saved.withTokens();
        this.visible = new Extent(kind, images, withTokens);
    }

    private Bookmark saved() throws IOException {
        Iterable<Map.Entry<String, String>> data = writer.getLiveCommitData();
        if (data != null) {
            for (Map.Entry<String, String> entry : data) {
                if (entry.getKey().equals(BOOKMARK)) {
                    return Bookmark.fromJson(entry.getValue());
                }
            }
        }
        return Bookmark.EMPTY;
    }

    Path folder() {
        return folder;
    }

    Positions positions() {
        return positions;
    }

    OtherKinds others() {
        return others;
    }

    void others(OtherKinds known) {
        others = known;
        isUnsaved = true;
    }

    /** The kind of all its vectors; null before the first. */
    @Nullable VectorKind kind() {
        return kind;
    }

    /** Says of which kind its vectors will be. */
    void become(VectorKind its) {
        kind = its;
        isUnsaved = true;
    }

    /** What searches see. */
    Extent visible() {
        return visible;
    }

    /**
     * Takes an image, unless what is known of it is newer.
     *
     * @param unit its vector, of length 1 and of this index's kind, which the first one sets
     * @return whether it was taken
     */
    boolean put(ImageEmbedding record, float[] unit, RecordVersion version, long nowMillis)
            throws IOException {
        VectorKind its = VectorKind.of(record);
        if (kind == null) {
            kind = its;
        } else if (!kind.equals(its)) {
            throw new IllegalArgumentException("%s is not %s".formatted(its.text(), kind.text()));
        }
        Document document = PartDocument.image(record, unit, version, nowMillis, sequence + 1);
        boolean taken = write(new Slot(Part.IMAGE, record.getImageId()), document, version, true);
        sequence += taken ? 1 : 0;
        return taken;
    }

    /** Takes the visual tokens of an image, which may come later; as above. */
    boolean put(TokenSequence record, RecordVersion version) throws IOException {
        Document document =
                PartDocument.tokens(record, Duplicates.bands(StoredPart.grid(record)), version);
        return write(new Slot(Part.TOKENS, record.getImageId()), document, version, true);
    }

    /** Takes a part of an image out, unless what is known of it is newer. */
    boolean delete(Part part, String id, RecordVersion version, long nowMillis) throws IOException {
        Document document = PartDocument.deleted(part, id, version, nowMillis);
        return write(new Slot(part, id), document, version, false);
    }

    private boolean write(Slot slot, Document document, RecordVersion version, boolean live)
            throws IOException {
        Optional<Entry> before = entry(slot);
        if (before.isPresent() && !version.supersedes(before.get().version())) {
            return false;
        }
        writer.updateDocument(slot.part().term(slot.id()), document);
        recent.put(slot, new Entry(version, live));
        count(slot, before.isPresent() && before.get().isLive(), live);
        isChanged = true;
        isUnsaved = true;
        return true;
    }

    private void count(Slot slot, boolean was, boolean is) throws IOException {
        if (was == is) {
            return;
        }
        int change = is ? 1 : -1;
        Part otherPart = slot.part() == Part.IMAGE ? Part.TOKENS : Part.IMAGE;
        boolean isOtherLive =
                entry(new Slot(otherPart, slot.id())).filter(Entry::isLive).isPresent();
        images += slot.part() == Part.IMAGE ? change : 0;
        withTokens += isOtherLive ? change : 0;
    }

    private Optional<Entry> entry(Slot slot) throws IOException {
        Entry written = recent.get(slot);
        if (written != null) {
            return Optional.of(written);
        }
        return search(
                searcher -> {
                    Optional<PartLookup.Place> place =
                            PartLookup.any(searcher.getIndexReader(), slot.part(), slot.id());
                    return place.isEmpty() ? Optional.empty() : Optional.of(place.get().entry());
                });
    }

    /** Notes that everything before this offset has been taken or passed over. */
    void advance(TopicPartition partition, long next) {
        isUnsaved |= positions.advance(partition, next);
    }

    /** Forgets the versions of what was deleted before a time. */
    void forgetDeleted(long beforeMillis) throws IOException {
        Query old = LongPoint.newRangeQuery(PartDocument.DELETED, Long.MIN_VALUE, beforeMillis);
        if (search(searcher -> searcher.count(old)) > 0) {
            writer.deleteDocuments(old);
            isChanged = true;
            isUnsaved = true;
        }
    }

    /** Lets searches see what has been written. */
    void refresh() throws IOException {
        if (isChanged) {
            searchers.maybeRefreshBlocking();
            recent.clear();
            isChanged = false;
        }
        visible = new Extent(kind, images, withTokens);
    }

    /** Whether small segments are being made into larger ones. */
    boolean isMerging() {
        return merges.mergeThreadCount() > 0 || writer.hasPendingMerges();
    }

    /** Makes all that was written durable, together with how far the topics were read. */
    void commit() throws IOException {
        if (!isUnsaved) {
            return;
        }
        Bookmark bookmark =
                new Bookmark(
                        kind,
                        sequence,
                        images,
                        withTokens,
                        positions.topicIds(),
                        positions.next(),
                        others.passedOver(),
                        others.retired());
        writer.setLiveCommitData(Map.of(BOOKMARK, bookmark.toJson()).entrySet());
        writer.commit();
        isUnsaved = false;
    }

    <T> T search(Question<T> question) throws IOException {
        IndexSearcher searcher = searchers.acquire();
        try {
            return question.ask(searcher);
        } finally {
            searchers.release(searcher);
        }
    }

    /** Gives up what was not committed. */
    @Override
    public void close() throws IOException {
        searchers.close();
        writer.close();
        directory.close();
    }
}
