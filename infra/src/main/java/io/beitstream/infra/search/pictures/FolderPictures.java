package io.beitstream.infra.search.pictures;

import io.beitstream.infra.search.IndexedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The pictures of a folder, where an image's id is the path of its file below the folder. Links
 * that lead out of the folder are not followed.
 *
 * @param maxBytes of a picture; larger ones are left alone
 */
public record FolderPictures(Path folder, int maxBytes) implements PictureSource {
    @Override
    public Optional<byte[]> encoded(IndexedImage image) throws IOException {
        Path root = folder.toRealPath();
        Path file;
        try {
            file = root.resolve(image.id()).normalize();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
        if (!file.startsWith(root) || !Files.isRegularFile(file)) {
            return Optional.empty();
        }
        Path real = file.toRealPath();
        if (!real.startsWith(root) || Files.size(real) > maxBytes) {
            return Optional.empty();
        }
        return Optional.of(Files.readAllBytes(real));
    }
}
