package io.beitstream.model.conversion;

/** How somebody writes weights down: BEiT's own kinds of models, or the encoders of a family. */
sealed interface Layout permits BeitLayout, EncoderLayout {
    /** Makes our names of theirs, and leaves out what has no use. */
    void read(Weights weights);
}
