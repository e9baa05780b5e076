package io.beitstream.model.checkpoint;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.beitstream.model.beit.BeitConfig;
import io.beitstream.model.beit.BeitFeatureModule;
import io.beitstream.model.beit.BeitPretrainingModule;
import io.beitstream.model.beit.PixelNormalization;
import io.beitstream.model.beit.PretrainingConfig;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.teacher.ClipTeacherModule;
import io.beitstream.model.teacher.DinoTeacherModule;
import io.beitstream.model.teacher.TeacherConfig;
import io.beitstream.model.vqkd.VqkdConfig;
import io.beitstream.model.vqkd.VqkdTokenizerModule;
import java.util.Map;

/** The {@code config.json} of a model directory. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ModelConfig.TokenizerConfig.class, name = "tokenizer"),
    @JsonSubTypes.Type(value = ModelConfig.EncoderConfig.class, name = "encoder"),
    @JsonSubTypes.Type(value = ModelConfig.PretrainingModelConfig.class, name = "pretraining"),
    @JsonSubTypes.Type(value = ModelConfig.TeacherModelConfig.class, name = "teacher")
})
public sealed interface ModelConfig {
    /** The version of the layout of model directories that is written. */
    int FORMAT_VERSION = 1;

    int formatVersion();

    /** The first part of the model's id. */
    String name();

    Preprocessing preprocessing();

    /** Where the weights come from, in words and digests. */
    Map<String, String> provenance();

    /** The network these weights belong to. */
    @JsonIgnore
    ScriptModule network();

    /** A VQ-KD tokenizer. */
    record TokenizerConfig(
            int formatVersion,
            String name,
            VqkdConfig architecture,
            Preprocessing preprocessing,
            Map<String, String> provenance)
            implements ModelConfig {
        @Override
        public ScriptModule network() {
            return new VqkdTokenizerModule(architecture);
        }
    }

    /** A BEiT v2 feature model, with the channel statistics of its training. */
    record EncoderConfig(
            int formatVersion,
            String name,
            BeitConfig architecture,
            Preprocessing preprocessing,
            PixelNormalization.Statistics normalization,
            Map<String, String> provenance)
            implements ModelConfig {
        @Override
        public ScriptModule network() {
            return new BeitFeatureModule(architecture, normalization);
        }
    }

    /** A BEiT v2 pretraining model. */
    record PretrainingModelConfig(
            int formatVersion,
            String name,
            PretrainingConfig architecture,
            Preprocessing preprocessing,
            Map<String, String> provenance)
            implements ModelConfig {
        @Override
        public ScriptModule network() {
            return new BeitPretrainingModule(architecture);
        }
    }

    /** A teacher: CLIP's visual tower or DINO. */
    record TeacherModelConfig(
            int formatVersion,
            String name,
            Family family,
            TeacherConfig architecture,
            Preprocessing preprocessing,
            Map<String, String> provenance)
            implements ModelConfig {
        /** The kinds of teachers. */
        public enum Family {
            CLIP,
            DINO
        }

        @Override
        public ScriptModule network() {
            return family == Family.CLIP
                    ? new ClipTeacherModule(architecture)
                    : new DinoTeacherModule(architecture);
        }
    }
}
