package io.beitstream.model.engine;

import io.beitstream.model.DeviceException;
import io.beitstream.model.DeviceException.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Tells by libtorch's messages, which is all it gives, whether the device was to blame. */
final class DeviceFailure {
    private static final List<String> OUT_OF_MEMORY =
            List.of(
                    "out of memory",
                    "can't allocate memory",
                    "not enough memory",
                    "cannot allocate memory",
                    "std::bad_alloc",
                    "cublas_status_alloc_failed",
                    "cudnn_status_alloc_failed",
                    "cudaerrormemoryallocation");
    private static final List<String> UNAVAILABLE =
            List.of(
                    "no cuda-capable device",
                    "no cuda gpus are available",
                    "found no nvidia driver",
                    "cuda driver version is insufficient",
                    "invalid device ordinal",
                    "no kernel image is available",
                    "not compiled with cuda",
                    "all cuda-capable devices are busy",
                    "from the 'cuda' backend",
                    "cublas_status_not_initialized",
                    "cudnn_status_not_initialized");
    private static final List<String> LOST =
            List.of(
                    "cuda error",
                    "device-side assert",
                    "cublas_status_",
                    "cudnn_status_",
                    "cudnn error",
                    "cublas error",
                    "nccl error");

    private DeviceFailure() {}

    /** The failure as the device's, if it was the device's. */
    static Optional<DeviceException> of(String device, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            Optional<Kind> kind = kindOf(message);
            if (kind.isPresent()) {
                String first = message.strip().lines().findFirst().orElse("");
                return Optional.of(
                        new DeviceException(
                                kind.get(), "device " + device + ": " + first, failure));
            }
        }
        return Optional.empty();
    }

    /** The most particular kind that a message names. */
    static Optional<Kind> kindOf(String message) {
        String text = message.toLowerCase(Locale.ROOT);
        if (OUT_OF_MEMORY.stream().anyMatch(text::contains)) {
            return Optional.of(Kind.OUT_OF_MEMORY);
        } else if (UNAVAILABLE.stream().anyMatch(text::contains)) {
            return Optional.of(Kind.UNAVAILABLE);
        }
        return LOST.stream().anyMatch(text::contains) ? Optional.of(Kind.LOST) : Optional.empty();
    }
}
