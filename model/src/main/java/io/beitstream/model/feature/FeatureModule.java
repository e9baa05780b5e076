package io.beitstream.model.feature;

import io.beitstream.model.script.ScriptModule;

/** An image tower on its way to {@link EncoderArchitecture#imageTower}: pixels in, pooled out. */
public abstract class FeatureModule extends ScriptModule {
    protected FeatureModule(PixelNormalization.Statistics normalization) {
        child("pixels", new PixelNormalization(normalization));
        method(
                """
                def normalize(self, images: Tensor) -> Tensor:
                    return self.pixels.forward(images)

                def forward(self, images: Tensor) -> Tensor:
                    return self.pooled(self.hidden(self.normalize(images)))

                def hidden(self, x: Tensor) -> Tensor:
                    return self.blocks.forward(self.embed(x), self.rotary(x))

                def hidden_of_blocks(self, x: Tensor) -> List[Tensor]:
                    return self.blocks.each(self.embed(x), self.rotary(x))
                """);
    }

    /** TorchScript of a tower whose attention needs nothing but its tokens. */
    protected static final String NO_ROTARY =
            """
            def rotary(self, x: Tensor) -> Optional[Tensor]:
                return None
            """;
}
