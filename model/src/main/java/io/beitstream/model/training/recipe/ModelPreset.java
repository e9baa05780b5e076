package io.beitstream.model.training.recipe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.beitstream.model.beit.BeitConfig;
import io.beitstream.model.checkpoint.ConfigJson;
import io.beitstream.model.checkpoint.ModelConfig;
import io.beitstream.model.checkpoint.ModelConfig.EncoderConfig;
import io.beitstream.model.checkpoint.ModelConfig.TokenizerConfig;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.training.teacher.HogTeacherModule;
import io.beitstream.model.vqkd.VqkdConfig;
import java.util.Locale;
import java.util.Map;

/** Sizes of networks by name; what they are stands in the recipes of that name. */
public enum ModelPreset {
    /** For a laptop. */
    TINY(HogTeacherModule.DIMENSION),
    /** ViT-B/16 at 224. */
    BASE(ModelPreset.CLIP),
    /** ViT-L/16 at 224; its tokenizer is the base one, as in the published models. */
    LARGE(ModelPreset.CLIP);

    /** Dimensions of CLIP ViT-B/16, the published teacher. */
    private static final int CLIP = 512;

    private final int teacherDim;

    ModelPreset(int teacherDim) {
        this.teacherDim = teacherDim;
    }

    /** The sizes of its tokenizer. */
    public VqkdConfig tokenizerArchitecture() {
        ObjectNode sizes = architecture(RecipeKind.TOKENIZER).put("teacher_dim", teacherDim);
        return read(sizes, VqkdConfig.class);
    }

    /** The sizes of its encoder. */
    public BeitConfig encoderArchitecture() {
        ObjectNode sizes = architecture(RecipeKind.CLASSIFIER).put("num_classes", 0);
        return read(sizes, BeitConfig.class);
    }

    private ObjectNode architecture(RecipeKind kind) {
        String recipe = name().toLowerCase(Locale.ROOT) + "-" + kind.label();
        return (ObjectNode) ShippedRecipes.settings(recipe).at("/task/architecture");
    }

    private static <T> T read(ObjectNode sizes, Class<T> type) {
        try {
            return ConfigJson.MAPPER.treeToValue(sizes, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    public TokenizerConfig tokenizer(String name, Map<String, String> provenance) {
        VqkdConfig sizes = tokenizerArchitecture();
        return new TokenizerConfig(
                ModelConfig.FORMAT_VERSION,
                name,
                sizes,
                Preprocessing.ofInputSize(sizes.imgSize()),
                provenance);
    }

    public EncoderConfig encoder(String name, Map<String, String> provenance) {
        BeitConfig sizes = encoderArchitecture();
        return EncoderConfig.ofBeit(
                name, sizes, Preprocessing.ofInputSize(sizes.imgSize()), provenance);
    }
}
