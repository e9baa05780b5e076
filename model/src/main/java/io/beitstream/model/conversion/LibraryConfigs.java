package io.beitstream.model.conversion;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.beitstream.model.beit.BeitConfig;
import io.beitstream.model.checkpoint.Family;
import io.beitstream.model.checkpoint.ModelConfig.EncoderConfig;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.image.ResampleFilter;

/** The configuration files of timm and transformers. */
final class LibraryConfigs {
    private static final ObjectMapper JSON = new ObjectMapper();

    private LibraryConfigs() {}

    static ObjectNode timm(EncoderConfig config) {
        BeitConfig sizes = (BeitConfig) config.architecture();
        ObjectNode json = JSON.createObjectNode();
        json.put("architecture", "beitv2_base_patch16_224");
        json.put("num_classes", sizes.numClasses());
        json.put("num_features", sizes.embedDim());
        json.put("global_pool", sizes.meanPooling() ? "avg" : "token");
        ObjectNode arguments = json.putObject("model_args");
        arguments.put("img_size", sizes.imgSize());
        arguments.put("patch_size", sizes.patchSize());
        arguments.put("embed_dim", sizes.embedDim());
        arguments.put("depth", sizes.depth());
        arguments.put("num_heads", sizes.numHeads());
        arguments.put("mlp_ratio", sizes.mlpRatio());
        arguments.put("use_abs_pos_emb", sizes.absPos());
        arguments.put("use_rel_pos_bias", sizes.relPos());
        arguments.put("use_shared_rel_pos_bias", sizes.sharedRelPos());
        if (sizes.initValues() > 0) {
            arguments.put("init_values", sizes.initValues());
        } else {
            arguments.putNull("init_values");
        }
        ObjectNode pretrained = json.putObject("pretrained_cfg");
        pretrained.put("num_classes", sizes.numClasses());
        pretrained.putArray("input_size").add(3).add(sizes.imgSize()).add(sizes.imgSize());
        pretrained.put("interpolation", "bicubic");
        pretrained.put(
                "crop_pct",
                (double) config.preprocessing().crop() / config.preprocessing().resize());
        statistics(pretrained.putArray("mean"), config.normalization().mean());
        statistics(pretrained.putArray("std"), config.normalization().std());
        pretrained.put("first_conv", "patch_embed.proj");
        pretrained.put("classifier", "head");
        return json;
    }

    static ObjectNode huggingFace(BeitConfig sizes) {
        ObjectNode json = JSON.createObjectNode();
        json.put("model_type", "beit");
        json.putArray("architectures")
                .add(sizes.numClasses() > 0 ? "BeitForImageClassification" : "BeitModel");
        json.put("image_size", sizes.imgSize());
        json.put("patch_size", sizes.patchSize());
        json.put("num_channels", 3);
        json.put("hidden_size", sizes.embedDim());
        json.put("num_hidden_layers", sizes.depth());
        json.put("num_attention_heads", sizes.numHeads());
        json.put("intermediate_size", (int) (sizes.embedDim() * sizes.mlpRatio()));
        json.put("hidden_act", "gelu");
        json.put("layer_norm_eps", sizes.layerNormEps());
        json.put("layer_scale_init_value", sizes.initValues());
        json.put("use_absolute_position_embeddings", sizes.absPos());
        json.put("use_relative_position_bias", sizes.relPos());
        json.put("use_shared_relative_position_bias", sizes.sharedRelPos());
        json.put("use_mean_pooling", sizes.meanPooling());
        json.put("use_mask_token", false);
        json.put("drop_path_rate", 0.0);
        if (sizes.numClasses() > 0) {
            ObjectNode labels = json.putObject("id2label");
            for (int i = 0; i < sizes.numClasses(); i++) {
                labels.put(Integer.toString(i), "LABEL_" + i);
            }
        }
        return json;
    }

    static ObjectNode huggingFacePreprocessor(EncoderConfig config, String processor) {
        ObjectNode json = JSON.createObjectNode();
        Preprocessing images = config.preprocessing();
        json.put("image_processor_type", processor);
        json.put("do_resize", true);
        ObjectNode size = json.putObject("size");
        // BEiT's processor knows no other way than both sides; it is what it was trained with.
        if (images.square() || config.family() == Family.BEIT) {
            square(size, images.resize());
        } else {
            size.put("shortest_edge", images.resize());
        }
        json.put("resample", resample(images.filter()));
        if (!images.square() || images.crop() < images.resize()) {
            json.put("do_center_crop", true);
            square(json.putObject("crop_size"), images.crop());
        }
        json.put("do_rescale", true);
        json.put("do_normalize", true);
        statistics(json.putArray("image_mean"), config.normalization().mean());
        statistics(json.putArray("image_std"), config.normalization().std());
        return json;
    }

    private static void square(ObjectNode size, int side) {
        size.put("height", side);
        size.put("width", side);
    }

    private static int resample(ResampleFilter filter) {
        return switch (filter) {
            case LANCZOS -> 1;
            case BILINEAR -> 2;
            case BICUBIC -> 3;
            case BOX -> 4;
        };
    }

    private static void statistics(ArrayNode array, double[] values) {
        for (double value : values) {
            array.add(value);
        }
    }
}
