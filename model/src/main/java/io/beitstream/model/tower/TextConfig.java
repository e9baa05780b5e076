package io.beitstream.model.tower;

import io.beitstream.model.layers.Activation;

/**
 * The sizes of a text tower, and how texts become its input.
 *
 * @param contextLength tokens of its input: longer texts are cut, shorter ones padded
 * @param outputDim dimension of its vectors, which is the image tower's
 * @param outputBias whether the last projection has a bias
 * @param causal whether a token sees only those before it
 * @param eosToken the token whose first place holds the text's vector; -1 for the last place
 * @param padToken what texts are padded with
 * @param lowercase whether texts are put in lower case before they are cut into tokens
 */
public record TextConfig(
        int vocabSize,
        int contextLength,
        int embedDim,
        int depth,
        int numHeads,
        int mlpDim,
        Activation activation,
        double layerNormEps,
        int outputDim,
        boolean outputBias,
        boolean causal,
        int eosToken,
        int padToken,
        boolean lowercase) {
    public TextConfig {
        if (vocabSize < 1 || contextLength < 1 || outputDim < 1) {
            throw new IllegalArgumentException(
                    "a text tower needs a vocabulary, a context and an output: %d, %d, %d"
                            .formatted(vocabSize, contextLength, outputDim));
        }
    }

    TowerConfig tower() {
        return TowerConfig.plain(embedDim, depth, numHeads, mlpDim, activation, layerNormEps)
                .withCausal(causal);
    }
}
