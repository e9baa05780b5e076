package io.beitstream.infra.deadletters;

import io.beitstream.schemas.DeadLetter;
import io.beitstream.schemas.SingleObjectCodec;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.jspecify.annotations.Nullable;

/** A folder of Avro container files of dead letters, as an extraction into files leaves it. */
public final class FileLetterStore implements LetterStore {
    static {
        new SingleObjectCodec<>(DeadLetter.class); // lets Avro make our records
    }

    private final List<Path> files;
    private @Nullable DataFileReader<DeadLetter> open;
    private Position next = new Position(-1, 0);

    /**
     * Finds the files.
     *
     * @param directory the folder of the files, or the one above it
     */
    public FileLetterStore(Path directory) throws IOException {
        Path below = directory.resolve("dead-letters");
        Path folder = Files.isDirectory(below) ? below : directory;
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException("there is no folder " + directory);
        }
        try (Stream<Path> entries = Files.walk(folder)) {
            List<Path> found = entries.sorted().toList();
            this.files = found.stream().filter(FileLetterStore::isFinished).toList();
            if (files.isEmpty() && found.stream().anyMatch(FileLetterStore::isParquet)) {
                throw new IllegalArgumentException(
                        "the files in %s are Parquet, and Avro is read here: query them with DuckDB or pandas"
                                .formatted(folder));
            }
        }
    }

    private static boolean isParquet(Path file) {
        return file.getFileName().toString().endsWith(".parquet");
    }

    private static boolean isFinished(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".avro") && !name.startsWith(".") && Files.isRegularFile(file);
    }

    @Override
    public LetterIndex index(LetterFilter filter) throws IOException {
        LetterIndex index = new LetterIndex(filter);
        for (int file = 0; file < files.size(); file++) {
            seek(new Position(file, 0));
            for (StoredLetter letter = next(); letter != null; letter = next()) {
                index.letter(letter);
            }
        }
        return index;
    }

    @Override
    public void refresh(LetterIndex index) {
        // Finished files do not change.
    }

    @Override
    public Optional<StoredLetter> read(Position position) throws IOException {
        if (position.part() >= files.size()) {
            return Optional.empty();
        }
        if (position.part() != next.part() || position.offset() < next.offset()) {
            seek(new Position(position.part(), 0));
        }
        while (true) {
            StoredLetter letter = next();
            if (letter == null || letter.position().equals(position)) {
                return Optional.ofNullable(letter);
            }
        }
    }

    private void seek(Position beginning) throws IOException {
        close();
        File file = files.get(beginning.part()).toFile();
        SpecificData data = SpecificData.getForClass(DeadLetter.class);
        try {
            open =
                    new DataFileReader<>(
                            file,
                            new SpecificDatumReader<>(
                                    DeadLetter.getClassSchema(),
                                    DeadLetter.getClassSchema(),
                                    data));
        } catch (AvroRuntimeException e) {
            throw unreadable(file, e);
        }
        next = beginning;
    }

    private @Nullable StoredLetter next() throws IOException {
        DataFileReader<DeadLetter> reader = open;
        try {
            if (reader == null) {
                return null;
            }
            if (!reader.hasNext()) {
                requireEnd(reader, files.get(next.part()));
                return null;
            }
            DeadLetter letter = reader.next();
            Position position = next;
            next = new Position(position.part(), position.offset() + 1);
            long failed = letter.getProvenance().getProcessedTime().toEpochMilli();
            return new StoredLetter(position, LetterKey.of(letter), failed, List.of(), letter);
        } catch (AvroRuntimeException e) {
            throw unreadable(files.get(next.part()).toFile(), e);
        }
    }

    /** Avro takes a block that is cut short for the end of the file. */
    private static void requireEnd(DataFileReader<DeadLetter> reader, Path file)
            throws IOException {
        if (reader.previousSync() != Files.size(file)) {
            throw new IOException(file + " is cut short");
        }
    }

    private static IOException unreadable(File file, AvroRuntimeException e) {
        return new IOException(file + " holds no dead letters, or is cut short: " + e, e);
    }

    @Override
    public Position position(String text) {
        int at = text.lastIndexOf('@');
        for (int file = 0; at > 0 && file < files.size(); file++) {
            boolean named = files.get(file).getFileName().toString().equals(text.substring(0, at));
            if (named && text.substring(at + 1).matches("\\d{1,18}")) {
                return new Position(file, Long.parseLong(text.substring(at + 1)));
            }
        }
        throw new IllegalArgumentException(
                "'%s' is no position in the folder: write FILE@N for letter N of a file, from 0"
                        .formatted(text));
    }

    @Override
    public String name(Position position) {
        return files.get(position.part()).getFileName() + "@" + position.offset();
    }

    @Override
    public void close() {
        DataFileReader<DeadLetter> reader = open;
        open = null;
        next = new Position(-1, 0);
        if (reader != null) {
            try {
                reader.close();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
