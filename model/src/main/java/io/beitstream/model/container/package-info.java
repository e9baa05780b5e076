/**
 * Files that hold tensors, whatever their form: torch zip and legacy files, TorchScript archives,
 * safetensors.
 */
@NullMarked
package io.beitstream.model.container;

import org.jspecify.annotations.NullMarked;
