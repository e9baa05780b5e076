package io.beitstream.model.conversion;

import io.beitstream.model.checkpoint.Family;
import io.beitstream.model.feature.EncoderArchitecture;

/** How somebody else writes the encoders of a family down. */
interface EncoderLayout {
    Family family();

    /** Makes our names of theirs, and leaves out what has no use. */
    void read(Weights weights);

    /** The sizes, from weights under our names and what the files beside them say. */
    EncoderArchitecture sizes(Weights weights, ForeignConfig config, ImportOptions options);
}
