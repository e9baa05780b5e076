package io.beitstream.model.evaluation;

import io.beitstream.model.Tokenizer;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.training.data.ImageDataset;
import io.beitstream.model.training.task.CodeHits;
import java.io.IOException;
import java.util.List;

/**
 * What each code of a tokenizer stands for, by example: how often it comes, and patches of images
 * that fall on it, drawn evenly from all of them.
 *
 * @param images that were read
 * @param undecodable images that were not
 * @param patchSize side of a patch, in pixels
 * @param hits of each code
 * @param patches of each code, some of those that fell on it, RGB, row-major
 */
public record CodebookAtlas(
        int images, int undecodable, int patchSize, CodeHits hits, List<List<byte[]>> patches) {
    /**
     * Goes through a dataset once.
     *
     * @param examples largest number of patches that are kept of a code
     */
    public static CodebookAtlas of(Tokenizer tokenizer, ImageDataset dataset, int examples)
            throws IOException {
        DatasetReader reader = new DatasetReader(dataset, tokenizer.preprocessing());
        AtlasCollector collector =
                new AtlasCollector(
                        tokenizer.codebookSize(),
                        tokenizer.preprocessing().crop() / tokenizer.gridWidth(),
                        examples);
        reader.forEach(
                batch -> {
                    List<RgbImage> images = batch.images();
                    List<int[]> codes = tokenizer.tokenize(images);
                    for (int i = 0; i < images.size(); i++) {
                        collector.add(images.get(i), codes.get(i));
                    }
                });
        return collector.atlas(reader.undecodable());
    }
}
