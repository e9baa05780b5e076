package io.beitstream.infra.data;

import io.beitstream.model.file.HiddenNames;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
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

    /**
     * The files, in the order of their names.
     *
     * @throws IllegalArgumentException if there are none, or names will not do for files
     */
    static List<RemoteFile> of(DataLocation data, FetchOptions options)
            throws IOException, InterruptedException {
        List<String> places = Braces.expand(data.text());
        long http = places.stream().filter(DataLocation::isHttp).count();
        if (http > 0 && http < places.size()) {
            throw new IllegalArgumentException(
                    data + " is by HTTP in part: name files of one kind of place");
        }
        List<RemoteFile> files = http > 0 ? byHttp(places) : inFileSystem(data, places, options);
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
            URI uri = uri(place);
            if (uri.getHost() == null || uri.getUserInfo() != null) {
                throw new IllegalArgumentException(
                        PublicName.of(place).shown()
                                + " is no URL of a file: write https://host/train-{0000..0146}.tar");
            }
            if (!RemoteFile.isTaken(uri.getPath())) {
                throw new IllegalArgumentException(
                        "%s is neither a .tar shard nor a .parquet file: folders cannot be listed by HTTP, name the files"
                                .formatted(PublicName.of(place).shown()));
            }
            paths.add(uri.getAuthority() + uri.getPath());
        }
        List<String> names = namesOf(paths);
        return IntStream.range(0, places.size())
                .mapToObj(i -> new RemoteFile(names.get(i), places.get(i), RemoteFile.UNKNOWN))
                .toList();
    }

    /** The mistake without the text, in which a signature may be. */
    private static URI uri(String place) {
        try {
            return new URI(place);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "%s is no URL: %s".formatted(PublicName.of(place).shown(), e.getReason()));
        }
    }

    private static List<RemoteFile> inFileSystem(
            DataLocation data, List<String> places, FetchOptions options)
            throws IOException, InterruptedException {
        List<RemoteFile> all = new ArrayList<>();
        boolean images = false;
        for (String place : places) {
            String shown = PublicName.of(place).shown();
            FlinkListing listing = new Retries(options, shown).until(() -> FlinkListing.of(place));
            all.addAll(listing.files());
            images |= listing.hasImages();
        }
        if (images && all.stream().allMatch(RemoteFile::isTable)) {
            throw new IllegalArgumentException(
                    data
                            + " holds images, which are not read from elsewhere: put them into tar shards");
        }
        if (places.size() == 1) {
            return all;
        }
        List<String> names = namesOf(all.stream().map(RemoteFile::place).toList());
        return IntStream.range(0, all.size())
                .mapToObj(
                        i -> new RemoteFile(names.get(i), all.get(i).place(), all.get(i).length()))
                .toList();
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
                if (HiddenNames.contain(part)) {
                    throw new IllegalArgumentException(
                            "%s: files with names like %s are hidden, and not read"
                                    .formatted(file.shown(), part));
                }
            }
            if (!names.add(file.name())) {
                throw new IllegalArgumentException(
                        "two files of --data are called %s: what follows a '?' makes no name, bring them yourself"
                                .formatted(file.name()));
            }
        }
    }
}
