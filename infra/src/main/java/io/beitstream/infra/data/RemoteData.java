package io.beitstream.infra.data;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.io.FileUtils;

/** Training data that lie elsewhere: shards, or tables of which shards are to be made. */
public final class RemoteData {
    private final DataLocation data;
    private final List<RemoteFile> files;
    private final RemoteStore store;
    private final FetchOptions options;

    private RemoteData(
            DataLocation data, List<RemoteFile> files, RemoteStore store, FetchOptions options) {
        this.data = data;
        this.files = files;
        this.store = store;
        this.options = options;
    }

    /**
     * Finds the files, and how long they are where somebody tells. Those that have come are not
     * asked for.
     *
     * @param begun folders with what has come
     * @throws IllegalArgumentException if there are none
     */
    public static RemoteData find(DataLocation data, FetchOptions options, List<Path> begun)
            throws IOException, InterruptedException {
        List<RemoteFile> files = RemoteListing.of(data, options);
        if (!DataLocation.isHttp(files.get(0).place())) {
            return new RemoteData(data, files, new FlinkStore(), options);
        }
        RemoteStore store = new HttpStore(HttpStore.PATIENCE);
        List<PartialCopy> copies = new ArrayList<>();
        for (Path folder : begun) {
            copies.add(PartialCopy.of(folder, data));
        }
        List<RemoteFile> measured =
                new Workers(options.atOnce())
                        .all(files, file -> file.withLength(length(file, copies, store, options)));
        return new RemoteData(data, measured, store, options);
    }

    private static long length(
            RemoteFile file, List<PartialCopy> copies, RemoteStore store, FetchOptions options)
            throws IOException, InterruptedException {
        for (PartialCopy copy : copies) {
            long length = copy.length(file);
            if (length != RemoteFile.UNKNOWN) {
                return length;
            }
        }
        return new Retries(options, file.shown()).until(() -> store.length(file.place()));
    }

    /** Whether shards must be made of them first. */
    public boolean areTables() {
        return files.get(0).isTable();
    }

    /** What a copy is made of. */
    public Origin origin() {
        return Origin.of(data, files);
    }

    /**
     * Brings all files into a folder, where nothing else stays; those that are there are not
     * fetched again.
     *
     * @throws IllegalArgumentException if one of them is not sound, or no shard has images
     * @throws IOException if one cannot be had, or the disk has no room for them
     */
    public void fetchInto(Path folder, PrintWriter writer)
            throws IOException, InterruptedException {
        PartialCopy.prepare(folder, data, files);
        List<RemoteFile> missing =
                files.stream().filter(file -> !Files.exists(folder.resolve(file.name()))).toList();
        requireRoom(folder, missing);
        FetchProgress progress =
                new FetchProgress(
                        writer,
                        System.console() != null,
                        options.timer()::nanoTime,
                        files.size(),
                        total(files));
        long there = 0;
        for (RemoteFile file : files) {
            Path copy = folder.resolve(file.name());
            there += Files.exists(copy) ? Files.size(copy) : 0;
        }
        progress.known(files.size() - missing.size(), there);
        writer.printf(
                Locale.ROOT,
                "fetching %,d of %,d files of %s into %s%n",
                missing.size(),
                files.size(),
                data,
                folder);
        writer.flush();
        try {
            new Workers(options.atOnce())
                    .all(
                            missing,
                            file -> {
                                new FileFetch(store, file, folder, options, progress).run();
                                return file;
                            });
        } finally {
            progress.end();
        }
        requireImages(folder);
    }

    private void requireImages(Path folder) throws IOException {
        for (RemoteFile file : files) {
            if (file.isTable() || Soundness.hasImages(folder.resolve(file.name()))) {
                return;
            }
        }
        FileUtils.deleteDirectory(folder.toFile()); // so that another attempt brings what is there
        throw new IllegalArgumentException(
                "no shard of %s has an image in it: look at --data".formatted(data));
    }

    /** Tables take their room twice: as they are, and as shards. */
    private void requireRoom(Path folder, List<RemoteFile> missing) throws IOException {
        long wanted = areTables() ? known(files) : 0;
        for (RemoteFile file : missing) {
            long part = new PartialFile(folder.resolve(file.name())).size();
            wanted += Math.max(0, file.length() - part);
        }
        long free = options.freeSpace().in(folder);
        if (wanted > free) {
            throw new IOException(
                    "the data take another %s MB, and the disk of %s has %s MB left: choose an --out on a larger one, or name fewer files"
                            .formatted(
                                    FetchProgress.megabytes(wanted),
                                    folder,
                                    FetchProgress.megabytes(free)));
        }
    }

    private static long known(List<RemoteFile> files) {
        return files.stream().mapToLong(file -> Math.max(0, file.length())).sum();
    }

    private static long total(List<RemoteFile> files) {
        boolean told = files.stream().noneMatch(file -> file.length() == RemoteFile.UNKNOWN);
        return told ? known(files) : RemoteFile.UNKNOWN;
    }
}
