package io.beitstream.infra.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.beitstream.model.Tokenizer;
import io.beitstream.model.image.DecodeStyle;
import io.beitstream.model.image.ImageDecoder;
import io.beitstream.model.image.ImageException;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.inference.ModelLoader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tokenize}: the visual tokens of a few images, on the terminal. */
@Command(
        name = "tokenize",
        description = "Prints the visual tokens of images as grids.",
        mixinStandardHelpOptions = true)
final class TokenizeCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Mixin private InferenceMixin inference;

    @Option(
            names = "--tokenizer",
            required = true,
            paramLabel = "DIR",
            description = "a tokenizer's model directory")
    private Path directory;

    @Option(names = "--json", description = "prints one JSON array instead of grids")
    private boolean json;

    @Option(names = "--apply-orientation", description = "turns JPEGs as their EXIF data says")
    private boolean applyOrientation;

    @Parameters(arity = "1..*", paramLabel = "IMAGE", description = "image files")
    private List<Path> files;

    @Override
    public Integer call() throws Exception {
        try (Tokenizer tokenizer = ModelLoader.loadTokenizer(directory, inference.options())) {
            List<RgbImage> squares = new ArrayList<>();
            for (Path file : files) {
                squares.add(tokenizer.preprocessing().apply(decode(file)));
            }
            List<int[]> codes = new ArrayList<>();
            for (int from = 0; from < squares.size(); from += inference.batchSize()) {
                int to = Math.min(squares.size(), from + inference.batchSize());
                codes.addAll(tokenizer.tokenize(squares.subList(from, to)));
            }
            print(tokenizer, codes);
        }
        return 0;
    }

    private RgbImage decode(Path file) throws IOException {
        ImageDecoder defaults = ImageDecoder.withDefaults();
        ImageDecoder decoder =
                new ImageDecoder(
                        defaults.maxBytes(),
                        defaults.maxPixels(),
                        new DecodeStyle(applyOrientation, false));
        try {
            return decoder.decode(Files.readAllBytes(file));
        } catch (ImageException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    private void print(Tokenizer tokenizer, List<int[]> codes) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            ObjectMapper mapper = new ObjectMapper();
            ArrayNode all = mapper.createArrayNode();
            for (int i = 0; i < codes.size(); i++) {
                ObjectNode image = all.addObject();
                image.put("image", files.get(i).toString());
                image.put("modelId", tokenizer.id().toString());
                image.put("gridHeight", tokenizer.gridHeight());
                image.put("gridWidth", tokenizer.gridWidth());
                image.putPOJO("codes", codes.get(i));
            }
            out.println(mapper.writeValueAsString(all));
            return;
        }
        int digits = Integer.toString(tokenizer.codebookSize() - 1).length();
        for (int i = 0; i < codes.size(); i++) {
            out.printf("%s (%s)%n", files.get(i), tokenizer.id());
            for (int row = 0; row < tokenizer.gridHeight(); row++) {
                StringBuilder line = new StringBuilder();
                for (int column = 0; column < tokenizer.gridWidth(); column++) {
                    int code = codes.get(i)[row * tokenizer.gridWidth() + column];
                    line.append(("%" + (digits + 1) + "d").formatted(code));
                }
                out.println(line);
            }
        }
    }
}
