package io.beitstream.infra.demo;

import io.beitstream.jobs.ModelSpecs;
import io.beitstream.jobs.pipeline.inference.NetworkSpec;
import io.beitstream.jobs.pipeline.outcome.Codes;
import io.beitstream.jobs.pipeline.outcome.Vectors;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The tokenizer and the encoder of a demo, as given or as shipped.
 *
 * @param directory of the encoder
 * @param shipped whether one of them is a small one of the project's own
 */
record DemoModels(
        NetworkSpec<Codes> tokenizer,
        NetworkSpec<Vectors> encoder,
        Path directory,
        boolean shipped) {
    /** Opens the given models, and those that ship with the project where none is given. */
    static DemoModels prepare(DemoOptions options, Path scratch) throws IOException {
        Path tokenizer = options.tokenizer();
        Path encoder = options.encoder();
        ModelSpecs specs = ModelSpecs.of(options.inference());
        boolean shipped = tokenizer == null || encoder == null;
        Path directory = encoder == null ? ShippedModels.encoder(scratch) : encoder;
        return new DemoModels(
                specs.tokenizer(tokenizer == null ? ShippedModels.tokenizer(scratch) : tokenizer),
                specs.encoder(directory),
                directory,
                shipped);
    }
}
