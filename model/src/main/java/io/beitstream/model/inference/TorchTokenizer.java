package io.beitstream.model.inference;

import io.beitstream.model.ModelId;
import io.beitstream.model.Precision;
import io.beitstream.model.Tokenizer;
import io.beitstream.model.checkpoint.ModelConfig.TokenizerConfig;
import io.beitstream.model.engine.TorchModule;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.tensor.HostTensor;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;

/** A tokenizer that runs in libtorch. */
record TorchTokenizer(ModelId id, TokenizerConfig config, Precision precision, TorchModule module)
        implements Tokenizer {
    @Override
    public Preprocessing preprocessing() {
        return config.preprocessing();
    }

    @Override
    public int gridHeight() {
        return config.architecture().gridSide();
    }

    @Override
    public int gridWidth() {
        return config.architecture().gridSide();
    }

    @Override
    public int codebookSize() {
        return config.architecture().codebookSize();
    }

    @Override
    public List<int[]> tokenize(List<RgbImage> images) {
        HostTensor codes = module.forward(PixelBatch.of(images, preprocessing().crop()));
        IntBuffer all = codes.data().asIntBuffer();
        List<int[]> rows = new ArrayList<>(images.size());
        for (int i = 0; i < images.size(); i++) {
            int[] row = new int[gridHeight() * gridWidth()];
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
