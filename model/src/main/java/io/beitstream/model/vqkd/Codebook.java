package io.beitstream.model.vqkd;

import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.Initializer;

/**
 * The codes: K rows of unit length. {@code cluster_size} and {@code embed_avg} are dead weight that
 * published checkpoints carry (reference section 3.5); {@code initted} says whether k-means has
 * run.
 */
final class Codebook extends ScriptModule {
    Codebook(int codes, int dimension) {
        frozen("weight", Initializer.unitRows(), codes, dimension);
        frozen("cluster_size", Initializer.zeros(), codes);
        frozen("embed_avg", Initializer.zeros(), codes, dimension);
        buffer("initted", Initializer.ones(), 1);
    }
}
