package io.beitstream.infra.data;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Finds the files that a location elsewhere stands for: all of them shards, or all of them tables.
 * Tables beside shards are left alone: they often say where the images of the shards came from.
 */
final class RemoteListing {
    private RemoteListing() {}

    static boolean isTaken(String name) {
        return name.endsWith(".tar") || name.endsWith(".parquet");
    }

    /**
     * The files, in the order of their names.
     *
     * @throws IllegalArgumentException if there are none, or names will not do for files
     */
    static List<RemoteFile> of(DataLocation data) throws IOException {
        List<String> places = Braces.expand(data.text());
        List<RemoteFile> files = data.isHttp() ? byHttp(places) : inFileSystem(places);
        boolean shards = files.stream().anyMatch(file -> !file.isTable());
        List<RemoteFile> taken =
                files.stream()
                        .filter(file -> file.isTable() != shards)
                        .sorted(Comparator.comparing(RemoteFile::name))
                        .toList();
        if (taken.isEmpty()) {
            throw new IllegalArgumentException(
                    "there are no .tar shards and no .parquet files in " + data);
        }
        requireNames(taken);
        return taken;
    }

    private static List<RemoteFile> byHttp(List<String> places) {
        List<String> paths = new ArrayList<>();
        for (String place : places) {
            URI uri = URI.create(place);
            if (uri.getHost() == null || uri.getUserInfo() != null) {
                throw new IllegalArgumentException(
                        place + " is no URL of a file: write https://host/train-{0000..0146}.tar");
            }
            if (!isTaken(uri.getPath())) {
                throw new IllegalArgumentException(
                        "%s is neither a .tar shard nor a .parquet file: folders cannot be listed by HTTP, name the files"
                                .formatted(place));
            }
            paths.add(uri.getAuthority() + uri.getPath());
        }
        List<String> names = namesOf(paths);
        return IntStream.range(0, places.size())
                .mapToObj(i -> new RemoteFile(names.get(i), places.get(i), RemoteFile.UNKNOWN))
                .toList();
    }

    private static List<RemoteFile> inFileSystem(List<String> places) throws IOException {
        if (places.size() == 1) {
            return taken(FlinkListing.of(places.get(0)));
        }
        List<RemoteFile> all = new ArrayList<>();
        for (String place : places) {
            all.addAll(taken(FlinkListing.of(place)));
        }
        List<String> names = namesOf(all.stream().map(RemoteFile::place).toList());
        return IntStream.range(0, all.size())
                .mapToObj(
                        i -> new RemoteFile(names.get(i), all.get(i).place(), all.get(i).length()))
                .toList();
    }

    private static List<RemoteFile> taken(List<RemoteFile> files) {
        return files.stream().filter(file -> isTaken(file.name())).toList();
    }

    /** Paths without the folders that all of them begin with. */
    private static List<String> namesOf(List<String> paths) {
        if (paths.isEmpty()) {
            return List.of();
        }
        List<List<String>> all =
                paths.stream()
                        .map(path -> Arrays.stream(path.split("/")).filter(p -> !p.isEmpty()))
                        .map(parts -> parts.toList())
                        .toList();
        List<String> first = all.get(0);
        int common = first.size() - 1;
        for (List<String> parts : all) {
            common = Math.min(common, parts.size() - 1);
            while (!first.subList(0, common).equals(parts.subList(0, common))) {
                common--;
            }
        }
        int above = common;
        return all.stream()
                .map(parts -> String.join("/", parts.subList(above, parts.size())))
                .toList();
    }

    private static void requireNames(List<RemoteFile> files) {
        Set<String> names = new HashSet<>();
        for (RemoteFile file : files) {
            for (String part : file.name().split("/")) {
                if (part.startsWith(".") || part.startsWith("_")) {
                    throw new IllegalArgumentException(
                            "%s: files with names like %s are hidden, and not read"
                                    .formatted(file.place(), part));
                }
            }
            if (!names.add(file.name())) {
                throw new IllegalArgumentException("two files of --data are called " + file.name());
            }
        }
    }
}
