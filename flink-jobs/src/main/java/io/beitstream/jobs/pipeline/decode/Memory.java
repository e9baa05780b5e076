package io.beitstream.jobs.pipeline.decode;

import io.beitstream.model.image.*;

class Memory {
    static long needed(ImageDecoder d, byte[] b) throws ImageException {
        return 1;
    }
}
