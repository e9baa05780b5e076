package io.beitstream.model.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColorEnhancementTest {
    /** SHA-256 of what Pillow 9.4's ImageEnhance makes of the same picture. */
    @ParameterizedTest
    @CsvSource({
        "BRIGHTNESS,0.6,1d12ba26e398e121a2fc983883fa9b1602cbfe36e56ea3c34e89b8741076254b",
        "BRIGHTNESS,0.93,4a2ed82ca839742adbd88fa7dee96e1330c8b87a367d93c0cba3be0b9da8009e",
        "BRIGHTNESS,1.0,4f5fa9f58085c1e24dfed0df0249ab7fedcdc0fbeefdfe91d87f819103062e4d",
        "BRIGHTNESS,1.27,139361a6f45fd04afcf59ddc13123066e0088da7340be288757ff0e1b6029319",
        "BRIGHTNESS,1.4,47f23c9b750ec3395ce0a7e5a40df4665ba4c66261764e86b1667b7682c36d15",
        "CONTRAST,0.6,e84110e42639fadaa2d659648326de329ea7048fb7a0a8fe6f63c8881fd0ac99",
        "CONTRAST,0.93,05d09bb6c18224e44020dfde60897b92d7144fe294ae94370be9bdc0b3ff970c",
        "CONTRAST,1.0,4f5fa9f58085c1e24dfed0df0249ab7fedcdc0fbeefdfe91d87f819103062e4d",
        "CONTRAST,1.27,817f78f7e04bfcf253f5d6bd04601ec8df32813b9bcd5b2489eec39bd1ca5cc1",
        "CONTRAST,1.4,f0e9f30a35a06d79230c5f27d900ab5225e9a855e61a5443328230fc552efc8b",
        "SATURATION,0.6,65c0aa2a0dfe460f404fb99eef2b1bd648dd9e1f2cdd4c4768f18338d40dfc68",
        "SATURATION,0.93,7ac37d15765b35ddacdfef8a5ba5b4d3fc242cce66a7eda5e55b1a3fc09e42fb",
        "SATURATION,1.0,4f5fa9f58085c1e24dfed0df0249ab7fedcdc0fbeefdfe91d87f819103062e4d",
        "SATURATION,1.27,29ad629fac0c21ea4d1629cdfca927fef15dd17efe9768f1a73b33815652444b",
        "SATURATION,1.4,0298e0515d75dcba88cc9d685f5242a9fcc45899e5640c989ca576c2964b40cc"
    })
    void equalsPillowToTheBit(ColorEnhancement enhancement, float factor, String sha256)
            throws Exception {
        byte[] pixels = new byte[5 * 7 * 3];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i / 3 % 7 * 37 + i / 21 * 91 + i % 3 * 53);
        }

        RgbImage enhanced = enhancement.apply(new RgbImage(7, 5, pixels), factor);

        byte[] digest = MessageDigest.getInstance("SHA-256").digest(enhanced.pixels());
        assertThat(HexFormat.of().formatHex(digest)).isEqualTo(sha256);
    }
}
