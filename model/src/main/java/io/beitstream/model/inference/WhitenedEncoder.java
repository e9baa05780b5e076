package io.beitstream.model.inference;

import io.beitstream.model.Embedding;
import io.beitstream.model.Encoder;
import io.beitstream.model.FeatureSelection;
import io.beitstream.model.ModelId;
import io.beitstream.model.Precision;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.whitening.Whitening;
import java.util.List;

/**
 * An encoder whose vectors are whitened, in fp32 on the processor whatever its network computes in.
 *
 * @param selection what was asked for; the network gives what the whitening is of
 */
record WhitenedEncoder(Encoder network, Whitening whitening, FeatureSelection selection)
        implements Encoder {
    @Override
    public ModelId id() {
        return network.id();
    }

    @Override
    public Precision precision() {
        return network.precision();
    }

    @Override
    public Preprocessing preprocessing() {
        return network.preprocessing();
    }

    @Override
    public int gridSide() {
        return network.gridSide();
    }

    @Override
    public int dimension() {
        return whitening.dimension();
    }

    @Override
    public List<Embedding> encode(List<RgbImage> images) {
        return network.encode(images).stream().map(this::whiten).toList();
    }

    private Embedding whiten(Embedding embedding) {
        float[] vector = whitening.apply(embedding.vector());
        return new Embedding(
                selection.normalize() ? UnitVector.of(vector) : vector,
                embedding.patches(),
                embedding.classification());
    }

    @Override
    public void close() {
        network.close();
    }
}
