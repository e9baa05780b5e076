package io.beitstream.model.training.step;

/** TorchScript by which a {@link TrainingStepModule} and its replicas work together. */
final class ReplicaMethods {
    private ReplicaMethods() {}

    static final String DIFFERENTIATE_ALL =
            """
            def differentiate_all(self, DECLARED) -> Dict[str, Tensor]:
                losses = LOSSES
                flat = annotate(List[Tensor], [])
                for gradient in self.differentiate(losses["loss"]):
                    torch.append(flat, gradient.flatten())
                outputs = annotate(Dict[str, Tensor], {})
                for name in torch.keys(losses):
                    outputs[name] = losses[name].detach()
                outputs["bucket"] = torch.cat(flat)
                return outputs
            """;

    static final String BUCKET =
            """
            def bucket(self) -> Tensor:
                flat = annotate(List[Tensor], [])
                for tensor in self.tensors():
                    torch.append(flat, tensor.detach().flatten())
                return torch.cat(flat)
            """;

    /** Returns a sum over what it wrote: see {@link StepMethods#ADAMW}. */
    static final String LOAD =
            """
            def load(self, bucket: Tensor) -> Tensor:
                written = torch.zeros([1], device=bucket.device)
                at = 0
                for tensor in self.tensors():
                    own = tensor.detach()
                    end = at + own.numel()
                    copied = own.copy_(bucket[at:end].reshape(own.shape))
                    written = written + copied.flatten()[:1]
                    at = end
                return written
            """;

    /** The same sum as if this module had computed the gradients itself. */
    static final String ADD =
            """
            def add(self, bucket: Tensor) -> Tensor:
                sums = self.gradient_sums()
                gradients = annotate(List[Tensor], [])
                at = 0
                for i in range(len(sums)):
                    end = at + sums[i].numel()
                    torch.append(gradients, bucket[at:end].reshape(sums[i].shape))
                    at = end
                torch._foreach_add_(sums, gradients)
                written = torch.zeros([1], device=bucket.device)
                for i in range(len(sums)):
                    written = written + sums[i].flatten()[:1]
                return written
            """;
}
