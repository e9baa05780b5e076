package io.beitstream.model.vqkd;

import io.beitstream.model.layers.TaskLayer;
import io.beitstream.model.layers.VisionTransformer;
import io.beitstream.model.script.ScriptModule;

/**
 * The VQ-KD tokenizer (reference section 3): encoder, task layer, quantizer, decoder, task layer,
 * under the key names of the published checkpoints.
 *
 * <ul>
 *   <li>{@code forward(images)}: uint8 {@code (B, H, W, 3)} to codes int32 {@code (B, N)},
 *       row-major.
 *   <li>{@code codes_at(images, patches)}: the same of the patches of these numbers alone, int64
 *       {@code (B, M)} to int32 {@code (B, M)}.
 *   <li>{@code inspect(images)}: float {@code (B, 3, H, W)} in [0, 1] or 0..255 to every
 *       intermediate result by name.
 *   <li>{@code distillation_loss(outputs, targets)}: both {@code (B, N, C)} to the mean cosine
 *       distance {@code (1)}.
 *   <li>{@code losses(images, targets)}: as {@code inspect}, and {@code (B, N, C)}, to {@code
 *       loss}, its two parts, each {@code (1)}, and {@code codes} {@code (B * N)}; where a batch
 *       comes in parts also {@code rows} {@code (B * N, d)}, that are compared with the codes.
 *   <li>{@code distill(images, targets)}: the same for uint8 {@code (B, H, W, 3)}.
 *   <li>{@code observe(rows, codes)}: moves the codes by those of a whole batch.
 *   <li>{@code quantizer_input(images)}: uint8 {@code (B, H, W, 3)} to the unit rows {@code (B * N,
 *       d)} that are compared with the codes.
 * </ul>
 */
public final class VqkdTokenizerModule extends ScriptModule {
    /** The code vectors {@code (K, d)}. */
    public static final String CODES = "quantize.embedding.weight";

    /** The published tokenizer: unused codes stay where they are. */
    public VqkdTokenizerModule(VqkdConfig config) {
        this(config, 0, false);
    }

    /**
     * @param reviveBelow share of an equal part of the patches below which a code counts as unused,
     *     and training moves it onto a random patch; 0 for never
     * @param inParts whether the codes wait for {@code observe}, since a training batch comes in
     *     several calls
     */
    public VqkdTokenizerModule(VqkdConfig config, double reviveBelow, boolean inParts) {
        int width = config.embedDim();
        child("encoder", new VisionTransformer(config.encoder()));
        child("decoder", new VisionTransformer(config.decoder()));
        child(
                "quantize",
                new NormEmaVectorQuantizer(
                        config.codebookSize(),
                        config.codeDim(),
                        config.decay(),
                        reviveBelow,
                        inParts));
        child(
                "encode_task_layer",
                new TaskLayer(width, config.codeDim(), VisionTransformer.WEIGHT).inFullPrecision());
        child(
                "decode_task_layer",
                new TaskLayer(width, config.teacherDim(), VisionTransformer.WEIGHT));
        attribute("grid", config.gridSide());
        method(FORWARD);
        method(FEATURES);
        method(DECODE);
        method(PREPROCESS);
        method(DISTILLATION_LOSS);
        method(inParts ? PARTS : WHOLE);
        method(LOSSES);
        method(INSPECT);
    }

    private static final String FORWARD =
            """
            def normalize(self, images: Tensor) -> Tensor:
                return images.permute([0, 3, 1, 2]).to(6) / 127.5 - 1.0  # (B, 3, H, W) in [-1, 1]

            def units(self, features: Tensor) -> Tensor:
                raw = self.encode_task_layer.forward(features)
                return self.quantize.unit(raw.to(6)).reshape([-1, raw.size(2)])  # (B * N, d)

            def codes(self, features: Tensor) -> Tensor:
                ids = self.quantize.nearest(self.units(features))
                return ids.reshape([features.size(0), -1]).to(3)  # (B, N)

            def quantizer_input(self, images: Tensor) -> Tensor:
                return self.units(self.encode(self.normalize(images)))

            def forward(self, images: Tensor) -> Tensor:
                return self.codes(self.encode(self.normalize(images)))

            def codes_at(self, images: Tensor, patches: Tensor) -> Tensor:
                hidden = self.encoder.hidden_rows(self.normalize(images), patches + 1)  # [CLS] is first
                return self.codes(self.encoder.normalized(hidden))
            """;

    private static final String FEATURES =
            """
            def encode(self, x: Tensor) -> Tensor:
                return self.encoder.normalized(self.encoder.hidden(x)[:, 1:])  # (B, N, D)
            """;

    private static final String DECODE =
            """
            def decode(self, quantized: Tensor) -> Tensor:
                x = quantized.transpose(1, 2).reshape([quantized.size(0), -1, self.grid, self.grid])
                x = self.decoder.normalized(self.decoder.hidden(x)[:, 1:])  # (B, N, D)
                return self.decode_task_layer.forward(x)  # (B, N, C)
            """;

    /**
     * The official rule: a batch whose maximum is at most 1 is taken as [0, 1], else as 0..255
     * (section 2.5).
     */
    private static final String PREPROCESS =
            """
            def preprocess(self, images: Tensor) -> Tensor:
                if bool(torch.max(images) <= 1.0):
                    images = images * 255.0
                return images / 127.5 - 1.0
            """;

    private static final String DISTILLATION_LOSS =
            """
            def distillation_loss(self, outputs: Tensor, targets: Tensor) -> Tensor:
                outputs = outputs / torch.linalg_vector_norm(outputs, 2, [-1], True)
                targets = targets / torch.linalg_vector_norm(targets, 2, [-1], True)
                return torch.mean(1.0 - torch.sum(outputs * targets, [-1])).reshape([1])
            """;

    private static final String WHOLE =
            """
            def with_rows(self, outputs: Dict[str, Tensor], raw: Tensor) -> Dict[str, Tensor]:
                return outputs
            """;

    private static final String PARTS =
            """
            def with_rows(self, outputs: Dict[str, Tensor], raw: Tensor) -> Dict[str, Tensor]:
                outputs["rows"] = self.quantize.unit(raw.detach().to(6)).reshape([-1, raw.size(2)])
                return outputs

            def observe(self, rows: Tensor, codes: Tensor) -> None:
                self.quantize.observe(rows, codes)
            """;

    /**
     * Section 3.8: the distillation loss plus the commitment loss; in training mode the codes move,
     * now or when the batch is complete.
     */
    private static final String LOSSES =
            """
            def losses_of(self, x: Tensor, targets: Tensor) -> Dict[str, Tensor]:
                raw = self.encode_task_layer.forward(self.encode(x))
                quantized, commitment, ids = self.quantize.forward(raw)
                distillation = self.distillation_loss(self.decode(quantized), targets)
                outputs = {
                    "loss": distillation + commitment,
                    "distillation_loss": distillation,
                    "commitment_loss": commitment.reshape([1]),
                    "codes": ids
                }
                return self.with_rows(outputs, raw)

            def losses(self, images: Tensor, targets: Tensor) -> Dict[str, Tensor]:
                return self.losses_of(self.preprocess(images), targets)

            def distill(self, images: Tensor, targets: Tensor) -> Dict[str, Tensor]:
                return self.losses_of(self.normalize(images), targets)
            """;

    private static final String INSPECT =
            """
            def inspect(self, images: Tensor) -> Dict[str, Tensor]:
                x = self.preprocess(images)
                features = self.encode(x)
                raw = self.encode_task_layer.forward(features)
                quantized, loss, ids = self.quantize.forward(raw)
                grid = quantized.transpose(1, 2).reshape([x.size(0), -1, self.grid, self.grid])
                return {
                    "preprocessed": x,
                    "encoder_features": features,
                    "quantizer_input": raw,
                    "codes": ids.reshape([x.size(0), -1]),
                    "quantized": grid,
                    "embedding_loss": loss.reshape([1]),
                    "reconstruction": self.decode(quantized),
                    "cluster_size_after": self.quantize.cluster_size.clone(),
                    "codebook_after": self.quantize.embedding.weight.clone()
                }
            """;
}
