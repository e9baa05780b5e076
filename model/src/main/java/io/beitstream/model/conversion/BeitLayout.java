package io.beitstream.model.conversion;

import java.util.function.Consumer;

/** BEiT v2 and its tokenizers as several projects write them. */
enum BeitLayout implements Layout {
    OFFICIAL(weights -> {}),
    TOKENIZER(weights -> weights.drop(BeitLayout::isOnlyForTokenizerTraining)),
    HUGGING_FACE(HuggingFaceMapping::apply),
    MMPRETRAIN(MmpretrainMapping::apply);

    private final Consumer<Weights> mapping;

    BeitLayout(Consumer<Weights> mapping) {
        this.mapping = mapping;
    }

    @Override
    public void read(Weights weights) {
        mapping.accept(weights);
    }

    private static boolean isOnlyForTokenizerTraining(String name) {
        return name.startsWith("loss") || name.startsWith("teacher") || name.startsWith("scaling");
    }
}
