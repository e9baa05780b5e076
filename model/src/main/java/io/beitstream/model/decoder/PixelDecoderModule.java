package io.beitstream.model.decoder;

import io.beitstream.model.layers.Linear;
import io.beitstream.model.layers.VisionTransformer;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.Initializer;

/**
 * Rebuilds images from a tokenizer's codes: the code vectors, which stay as the tokenizer has them,
 * a transformer, and a linear map to the pixels of each patch. It shows what the codes hold; the
 * tokenizer was never asked to keep pixels.
 *
 * <ul>
 *   <li>{@code forward(codes)}: int64 {@code (B, N)}, row-major, to uint8 {@code (B, H, W, 3)}.
 *   <li>{@code rebuild(images, codes)}: uint8 {@code (B, H, W, 3)} and the codes of these images to
 *       {@code loss}, the mean squared distance of pixels in [-1, 1], and {@code psnr}, in dB, each
 *       {@code (1)}.
 * </ul>
 */
public final class PixelDecoderModule extends ScriptModule {
    /** The code vectors {@code (K, d)}, which training leaves alone. */
    public static final String CODES = "codes.weight";

    public PixelDecoderModule(PixelDecoderConfig config) {
        int patch = config.patchSize();
        child("codes", new Codes(config));
        child("decoder", new VisionTransformer(config.transformer()));
        child(
                "to_pixels",
                new Linear(config.embedDim(), patch * patch * 3, VisionTransformer.WEIGHT));
        attribute("grid", config.gridSide());
        attribute("patch", patch);
        method(PIXELS);
        method(PATCHES);
        method(FORWARD);
        method(REBUILD);
    }

    private static final class Codes extends ScriptModule {
        Codes(PixelDecoderConfig config) {
            frozen("weight", Initializer.zeros(), config.codebookSize(), config.codeDim());
            method(
                    """
                    def forward(self, codes: Tensor) -> Tensor:
                        return torch.embedding(self.weight, codes)
                    """);
        }
    }

    private static final String PIXELS =
            """
            def pixels(self, codes: Tensor) -> Tensor:
                x = self.codes.forward(codes).transpose(1, 2)  # (B, d, N)
                x = x.reshape([x.size(0), x.size(1), self.grid, self.grid])
                x = self.decoder.normalized(self.decoder.hidden(x)[:, 1:])  # (B, N, D)
                return self.to_pixels.forward(x).to(6)  # (B, N, P * P * 3)
            """;

    private static final String PATCHES =
            """
            def patches(self, images: Tensor) -> Tensor:
                x = images.to(6) / 127.5 - 1.0
                x = x.reshape([-1, self.grid, self.patch, self.grid, self.patch, 3]).permute([0, 1, 3, 2, 4, 5])
                return x.reshape([images.size(0), self.grid * self.grid, -1])  # (B, N, P * P * 3)
            """;

    private static final String FORWARD =
            """
            def forward(self, codes: Tensor) -> Tensor:
                x = self.pixels(codes).reshape([-1, self.grid, self.grid, self.patch, self.patch, 3])
                side = self.grid * self.patch
                x = x.permute([0, 1, 3, 2, 4, 5]).reshape([codes.size(0), side, side, 3])
                return torch.round(torch.clamp((x + 1.0) * 127.5, 0.0, 255.0)).to(0)
            """;

    private static final String REBUILD =
            """
            def rebuild(self, images: Tensor, codes: Tensor) -> Dict[str, Tensor]:
                error = torch.mse_loss(self.pixels(codes), self.patches(images)).reshape([1])
                return {"loss": error, "psnr": torch.log10(4.0 / error) * 10.0}  # pixels span 2
            """;
}
