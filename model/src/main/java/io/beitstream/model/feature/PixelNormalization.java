package io.beitstream.model.feature;

import io.beitstream.model.script.ScriptModule;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The step from pixels to what the student sees: uint8 {@code (B, H, W, 3)} to float {@code (B, 3,
 * H, W)}, each channel with the mean and deviation of its training data (reference section 2.1).
 */
public final class PixelNormalization extends ScriptModule {
    public PixelNormalization(Statistics statistics) {
        // Plain attributes rather than buffers: a state dict holds learned tensors only.
        attribute("mean_red", statistics.mean()[0] * 255);
        attribute("mean_green", statistics.mean()[1] * 255);
        attribute("mean_blue", statistics.mean()[2] * 255);
        attribute("std_red", statistics.std()[0] * 255);
        attribute("std_green", statistics.std()[1] * 255);
        attribute("std_blue", statistics.std()[2] * 255);
        method(
                """
                def forward(self, images: Tensor) -> Tensor:
                    mean = torch.tensor([self.mean_red, self.mean_green, self.mean_blue], dtype=6, device=images.device)
                    std = torch.tensor([self.std_red, self.std_green, self.std_blue], dtype=6, device=images.device)
                    return ((images.to(6) - mean) / std).permute([0, 3, 1, 2])  # (B, 3, H, W)
                """);
    }

    /** Channel statistics of pixels in [0, 1], red first. */
    public record Statistics(double[] mean, double[] std) {
        /**
         * The ImageNet statistics that all published BEiT v2 models were trained with (reference
         * section 2.1).
         */
        public static final Statistics IMAGENET =
                new Statistics(new double[] {.485, .456, .406}, new double[] {.229, .224, .225});

        /** What CLIP was trained with. */
        public static final Statistics CLIP =
                new Statistics(
                        new double[] {.48145466, .4578275, .40821073},
                        new double[] {.26862954, .26130258, .27577711});

        /** From [0, 1] to [-1, 1]. */
        public static final Statistics SYMMETRIC =
                new Statistics(new double[] {.5, .5, .5}, new double[] {.5, .5, .5});

        public Statistics {
            if (mean.length != 3 || std.length != 3) {
                throw new IllegalArgumentException("mean and std need three channels each");
            }
        }

        /** A short name that differs where the values do: that of a known pair, or its values. */
        public String label() {
            if (equals(IMAGENET)) {
                return "imagenet";
            } else if (equals(CLIP)) {
                return "clip";
            }
            return equals(SYMMETRIC) ? "symmetric" : joined(mean) + "+-" + joined(std);
        }

        private static String joined(double[] values) {
            return values[0] + "," + values[1] + "," + values[2];
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Statistics same
                    && Arrays.equals(mean, same.mean)
                    && Arrays.equals(std, same.std);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(mean) + Arrays.hashCode(std);
        }
    }
}
