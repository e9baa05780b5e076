package io.beitstream.model.container;

import io.beitstream.model.tensor.HostTensor;
import java.util.Map;

/**
 * Named tensors from a file or directory.
 *
 * @param tensors by the names the file gives them; windows of the mapped file wherever it stores
 *     them contiguously
 * @param description of the container, for reports
 */
public record TensorContainer(Map<String, HostTensor> tensors, String description) {}
