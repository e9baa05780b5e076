package io.beitstream.infra.cli;

import io.beitstream.infra.atlas.AtlasCards;
import io.beitstream.infra.atlas.AtlasPage;
import io.beitstream.model.Tokenizer;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.evaluation.CodebookAtlas;
import io.beitstream.model.file.Publication;
import io.beitstream.model.inference.ModelLoader;
import io.beitstream.model.training.data.DatasetIndexer;
import io.beitstream.model.training.data.ImageDataset;
import io.beitstream.model.vqkd.VqkdTokenizerModule;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code atlas}: what the codes of a tokenizer stand for, as a page. */
@Command(
        name = "atlas",
        description =
                "Writes a page that shows each code of a tokenizer: patches that fall on it, how often it comes, and its neighbours.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class AtlasCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--tokenizer",
            required = true,
            paramLabel = "DIR",
            description = "a tokenizer's model directory")
    private Path tokenizer;

    @Option(
            names = "--images",
            required = true,
            paramLabel = "PATH",
            description = "a folder or tar archives of images")
    private Path images;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            defaultValue = "atlas.html",
            description = "the page (default: ${DEFAULT-VALUE})")
    private Path out;

    @Mixin private DeviceMixin device;

    @Override
    public Integer call() throws Exception {
        float[] vectors =
                ModelDirectory.openTokenizer(tokenizer)
                        .state()
                        .get(VqkdTokenizerModule.CODES)
                        .toFloats();
        try (ImageDataset dataset = DatasetIndexer.index(images);
                Tokenizer network = ModelLoader.loadTokenizer(tokenizer, device.options())) {
            CodebookAtlas atlas = CodebookAtlas.of(network, dataset, AtlasCards.patches());
            if (atlas.images() == 0) {
                throw new IllegalArgumentException("no image in " + images + " can be decoded");
            }
            Publication.writeText(out, AtlasPage.of(network.id().toString(), atlas, vectors));
            spec.commandLine()
                    .getOut()
                    .printf(
                            Locale.ROOT,
                            "%,d images, %d of %d codes in use: %s%n",
                            atlas.images(),
                            atlas.hits().codes() - atlas.hits().unused(),
                            atlas.hits().codes(),
                            out);
        }
        return 0;
    }
}
