package io.beitstream.model.inference;

import io.beitstream.model.ModelId;
import io.beitstream.model.PixelDecoder;
import io.beitstream.model.checkpoint.ModelConfig.DecoderConfig;
import io.beitstream.model.engine.TorchModule;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.tensor.HostTensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A pixel decoder that runs in libtorch. */
record TorchPixelDecoder(ModelId id, DecoderConfig config, TorchModule module)
        implements PixelDecoder {
    @Override
    public void requireTokenizer(ModelId tokenizer) {
        config.requireTokenizer(id, tokenizer.toString());
    }

    @Override
    public List<RgbImage> decode(List<int[]> codes) {
        int side = config.architecture().imgSize();
        int grid = config.architecture().gridSide();
        long[] all = codes.stream().flatMapToInt(IntStream::of).asLongStream().toArray();
        HostTensor rebuilt =
                module.forward(HostTensor.ofLongs(all, codes.size(), (long) grid * grid));
        ByteBuffer pixels = rebuilt.data();
        List<RgbImage> images = new ArrayList<>(codes.size());
        for (int i = 0; i < codes.size(); i++) {
            byte[] image = new byte[side * side * RgbImage.CHANNELS];
            pixels.get(image);
            images.add(new RgbImage(side, side, image));
        }
        return images;
    }

    @Override
    public void close() {
        module.close();
    }
}
