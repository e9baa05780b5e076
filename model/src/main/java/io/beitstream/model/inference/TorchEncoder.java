package io.beitstream.model.inference;

import io.beitstream.model.Encoder;
import io.beitstream.model.ModelId;
import io.beitstream.model.checkpoint.ModelConfig.EncoderConfig;
import io.beitstream.model.engine.TorchModule;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.tensor.HostTensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/** An encoder that runs in libtorch. */
record TorchEncoder(ModelId id, EncoderConfig config, TorchModule module) implements Encoder {
    @Override
    public Preprocessing preprocessing() {
        return config.preprocessing();
    }

    @Override
    public int dimension() {
        return config.architecture().embedDim();
    }

    @Override
    public String pooling() {
        return config.architecture().meanPooling() ? "mean" : "cls";
    }

    @Override
    public List<float[]> encode(List<RgbImage> images) {
        HostTensor embeddings = module.forward(PixelBatch.of(images, preprocessing().crop()));
        FloatBuffer all = embeddings.data().asFloatBuffer();
        List<float[]> rows = new ArrayList<>(images.size());
        for (int i = 0; i < images.size(); i++) {
            float[] row = new float[dimension()];
            all.get(row);
            rows.add(row);
        }
        return rows;
    }

    @Override
    public void close() {
        module.close();
    }
}
