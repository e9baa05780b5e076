package io.beitstream.model.checkpoint;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.beitstream.model.ModelId;
import io.beitstream.model.beit.BeitConfig;
import io.beitstream.model.beit.BeitPretrainingModule;
import io.beitstream.model.beit.PretrainingConfig;
import io.beitstream.model.decoder.PixelDecoderConfig;
import io.beitstream.model.decoder.PixelDecoderModule;
import io.beitstream.model.feature.EncoderArchitecture;
import io.beitstream.model.feature.PixelNormalization;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.StateDict;
import io.beitstream.model.vqkd.VqkdConfig;
import io.beitstream.model.vqkd.VqkdTokenizerModule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The {@code config.json} of a model directory. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ModelConfig.TokenizerConfig.class, name = "tokenizer"),
    @JsonSubTypes.Type(value = ModelConfig.EncoderConfig.class, name = "encoder"),
    @JsonSubTypes.Type(value = ModelConfig.PretrainingModelConfig.class, name = "pretraining"),
    @JsonSubTypes.Type(value = ModelConfig.DecoderConfig.class, name = "decoder")
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

    /**
     * An encoder of any family.
     *
     * @param preprocessing names the channel statistics too
     * @param classes that its classifier tells apart, by number; empty where they are not known
     */
    record EncoderConfig(
            int formatVersion,
            String name,
            Family family,
            EncoderArchitecture architecture,
            Preprocessing preprocessing,
            PixelNormalization.Statistics normalization,
            Map<String, String> provenance,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> classes)
            implements ModelConfig {
        public EncoderConfig {
            preprocessing = preprocessing.withStatistics(normalization.label());
            classes = List.copyOf(classes);
            if (!classes.isEmpty() && classes.size() != architecture.numClasses()) {
                throw new IllegalArgumentException(
                        "there are %d names for %d classes"
                                .formatted(classes.size(), architecture.numClasses()));
            }
        }

        /** One whose classes have no names, if it has any. */
        public EncoderConfig(
                int formatVersion,
                String name,
                Family family,
                EncoderArchitecture architecture,
                Preprocessing preprocessing,
                PixelNormalization.Statistics normalization,
                Map<String, String> provenance) {
            this(
                    formatVersion,
                    name,
                    family,
                    architecture,
                    preprocessing,
                    normalization,
                    provenance,
                    List.of());
        }

        /** The same with names for its classes. */
        public EncoderConfig withClasses(List<String> names) {
            return new EncoderConfig(
                    formatVersion,
                    name,
                    family,
                    architecture,
                    preprocessing,
                    normalization,
                    provenance,
                    names);
        }

        /** The same, with more that is known of where it comes from. */
        EncoderConfig withMore(Map<String, String> more) {
            Map<String, String> all = new LinkedHashMap<>(provenance);
            all.putAll(new TreeMap<>(more)); // in one order on every machine
            return new EncoderConfig(
                    formatVersion,
                    name,
                    family,
                    architecture,
                    preprocessing,
                    normalization,
                    all,
                    classes);
        }

        /** A BEiT v2 feature model with ImageNet's statistics. */
        public static EncoderConfig ofBeit(
                String name,
                BeitConfig architecture,
                Preprocessing preprocessing,
                Map<String, String> provenance) {
            return new EncoderConfig(
                    FORMAT_VERSION,
                    name,
                    Family.BEIT,
                    architecture,
                    preprocessing,
                    PixelNormalization.Statistics.IMAGENET,
                    provenance);
        }

        /** Reads what stands in a file; without a family it is BEiT's. */
        @JsonCreator
        static EncoderConfig read(
                @JsonProperty("format_version") int formatVersion,
                @JsonProperty("name") String name,
                @JsonProperty("family") @JsonSetter(nulls = Nulls.AS_EMPTY) String family,
                @JsonProperty("architecture") JsonNode architecture,
                @JsonProperty("preprocessing") Preprocessing preprocessing,
                @JsonProperty("normalization") PixelNormalization.Statistics normalization,
                @JsonProperty("provenance") Map<String, String> provenance,
                @JsonProperty("classes") @JsonSetter(nulls = Nulls.AS_EMPTY) List<String> classes)
                throws JsonProcessingException {
            Family known =
                    family.isEmpty()
                            ? Family.BEIT
                            : ConfigJson.MAPPER.convertValue(family, Family.class);
            return new EncoderConfig(
                    formatVersion,
                    name,
                    known,
                    ConfigJson.SIZES.treeToValue(architecture, known.architecture()),
                    preprocessing,
                    normalization,
                    provenance,
                    classes);
        }

        /** The name of a class; its number where it has none. */
        public String className(int number) {
            return classes.isEmpty() ? Integer.toString(number) : classes.get(number);
        }

        @Override
        public ScriptModule network() {
            return architecture.network(normalization);
        }

        /** The network of images alone. */
        public ScriptModule imageTower() {
            return architecture.imageTower(normalization);
        }

        /** The weights of the network of images, out of those of all. */
        public StateDict imageState(StateDict all) {
            String prefix = architecture.imagePrefix();
            return prefix.isEmpty() ? all : all.withoutPrefix(prefix);
        }
    }

    /**
     * A pixel decoder.
     *
     * @param tokenizerId of the tokenizer whose codes it was trained on
     */
    record DecoderConfig(
            int formatVersion,
            String name,
            PixelDecoderConfig architecture,
            String tokenizerId,
            Preprocessing preprocessing,
            Map<String, String> provenance)
            implements ModelConfig {
        @Override
        public ScriptModule network() {
            return new PixelDecoderModule(architecture);
        }

        /**
         * Checks whose codes are to be decoded.
         *
         * @param decoder the id of this model
         * @throws IllegalArgumentException if they are another tokenizer's
         */
        public void requireTokenizer(ModelId decoder, String tokenizer) {
            if (!tokenizer.equals(tokenizerId)) {
                throw new IllegalArgumentException(
                        "the decoder %s was trained on the codes of %s, and these are of %s: train one for them (train-decoder)"
                                .formatted(decoder, tokenizerId, tokenizer));
            }
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
}
