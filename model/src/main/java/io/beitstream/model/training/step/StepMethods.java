package io.beitstream.model.training.step;

/** TorchScript of the methods of a {@link TrainingStepModule}. */
final class StepMethods {
    private StepMethods() {}

    /**
     * Writes in place, and returns a sum over what it wrote: the compiler drops in-place operations
     * on lists whose results nobody reads, also when the lists hold the module's own tensors.
     */
    static final String ADAMW =
            """
            def adamw(self, gradients: List[Tensor], first: int, end: int, step: Tensor, rate: float, decay: float) -> Tensor:
                values = annotate(List[Tensor], [])
                steps = annotate(List[Tensor], [])
                for parameter in self.parameters()[first:end]:
                    torch.append(values, parameter.detach())
                    torch.append(steps, step)
                firsts = self.first_moments()[first:end]
                seconds = self.second_moments()[first:end]
                torch._fused_adamw_(values, gradients[first:end], firsts, seconds, annotate(List[Tensor], []), steps, lr=rate, beta1=self.beta1, beta2=self.beta2, weight_decay=decay, eps=self.epsilon, amsgrad=False, maximize=False)
                written = torch.zeros([1], device=step.device)
                for i in range(len(values)):
                    written = written + values[i].flatten()[:1] + firsts[i].flatten()[:1] + seconds[i].flatten()[:1]
                return written
            """;

    static final String REPORT =
            """
            def report(self, losses: Dict[str, Tensor]) -> Dict[str, Tensor]:
                outputs = annotate(Dict[str, Tensor], {})
                for name in torch.keys(losses):
                    if name != "rows":
                        outputs[name] = losses[name].detach()
                return outputs
            """;

    /** What the network is to see of a batch is kept until all of it is there. */
    static final String OBSERVATION =
            """
            def see(self, rows: Tensor, codes: Tensor) -> Tensor:
                self.seen_rows = torch.cat([self.seen_rows, rows])
                self.seen_codes = torch.cat([self.seen_codes, codes])
                return codes

            def keep(self, losses: Dict[str, Tensor]) -> None:
                seen = self.see(losses["rows"], losses["codes"])

            def observe(self) -> None:
                self.network.observe(self.seen_rows, self.seen_codes)
                self.seen_rows = torch.zeros_like(self.seen_rows[:0])
                self.seen_codes = torch.zeros_like(self.seen_codes[:0])
            """;

    static final String NO_OBSERVATION =
            """
            def keep(self, losses: Dict[str, Tensor]) -> None:
                pass

            def observe(self) -> None:
                pass
            """;

    static final String ONE_MICRO_BATCH =
            """
            def of_step(self, gradients: List[Tensor]) -> Tuple[List[Tensor], Tensor]:
                return gradients, torch.zeros([1], device=gradients[0].device)
            """;

    static final String MEAN_OF_MICRO_BATCHES =
            """
            def of_step(self, gradients: List[Tensor]) -> Tuple[List[Tensor], Tensor]:
                sums = self.gradient_sums()
                means = annotate(List[Tensor], [])
                for i in range(len(gradients)):
                    torch.append(means, (sums[i] + gradients[i]) / self.micro_batches)
                return self.emptied(means)

            def of_sums(self) -> Tuple[List[Tensor], Tensor]:
                means = annotate(List[Tensor], [])
                for sum in self.gradient_sums():
                    torch.append(means, sum / self.micro_batches)
                return self.emptied(means)

            def emptied(self, means: List[Tensor]) -> Tuple[List[Tensor], Tensor]:
                self.observe()
                sums = self.gradient_sums()
                torch._foreach_zero_(sums)
                written = torch.zeros([1], device=means[0].device)
                for i in range(len(sums)):
                    written = written + sums[i].flatten()[:1]
                return means, written
            """;

    static final String ACCUMULATE =
            """
            def accumulate(self, DECLARED) -> Dict[str, Tensor]:
                self.begin()
                losses = LOSSES
                self.weigh(losses["loss"])
                self.keep(losses)
                gradients = self.differentiate(losses["loss"])
                sums = self.gradient_sums()
                torch._foreach_add_(sums, gradients)
                outputs = self.report(losses)
                written = torch.zeros([1], device=gradients[0].device)
                for i in range(len(sums)):
                    written = written + sums[i].flatten()[:1]
                outputs["written"] = written
                return outputs
            """;

    static final String GRADIENTS =
            """
            def gradients(self, DECLARED) -> Dict[str, Tensor]:
                losses = LOSSES
                loss = losses["loss"]
                outputs = {"loss": loss.detach()}
                found = self.found(loss)
                names = self.names()
                for i in range(len(names)):
                    gradient = found[i]
                    if gradient is not None:
                        outputs[names[i]] = gradient
                return outputs
            """;

    static final String STEP =
            """
            def step(self, DECLARED, step: Tensor, rate: Tensor, decay: Tensor) -> Dict[str, Tensor]:
                self.begin()
                losses = LOSSES
                self.weigh(losses["loss"])
                self.keep(losses)
                gradients, zeroed = self.of_step(self.differentiate(losses["loss"]))
                outputs = self.report(losses)
                self.conclude(gradients, zeroed, step, rate, decay, outputs)
                return outputs
            """;

    static final String FINISH =
            """
            def finish(self, step: Tensor, rate: Tensor, decay: Tensor) -> Dict[str, Tensor]:
                self.begin()
                gradients, zeroed = self.of_sums()
                outputs = annotate(Dict[str, Tensor], {})
                self.conclude(gradients, zeroed, step, rate, decay, outputs)
                return outputs
            """;

    static final String CONCLUDE =
            """
            def conclude(self, gradients: List[Tensor], zeroed: Tensor, step: Tensor, rate: Tensor, decay: Tensor, outputs: Dict[str, Tensor]) -> None:
                norm = torch.linalg_vector_norm(torch.stack(torch._foreach_norm(gradients, 2)))
                outputs["grad_norm"] = norm.reshape([1])
                outputs["written"] = self.take(gradients, norm, step, rate, decay, outputs) + zeroed
            """;

    static final String ADVANCE =
            """
            def advance(self, gradients: List[Tensor], norm: Tensor, step: Tensor, rate: Tensor, decay: Tensor) -> Tensor:
                torch._foreach_mul_(gradients, torch.clamp_max(self.clip / (norm + 1e-6), 1.0))
                written = self.update(gradients, step.to(6), float(rate.item()), float(decay.item()))
                return self.average(written)
            """;

    /** Every step is taken. */
    static final String ALWAYS =
            """
            def begin(self) -> None:
                pass

            def weigh(self, loss: Tensor) -> None:
                pass

            def take(self, gradients: List[Tensor], norm: Tensor, step: Tensor, rate: Tensor, decay: Tensor, outputs: Dict[str, Tensor]) -> Tensor:
                return self.advance(gradients, norm, step, rate, decay)
            """;

    /**
     * What the forward passes of a step move, the codebook, is remembered before the first of them.
     * Assigned: an unread in-place write would be dropped.
     */
    static final String UNLESS_NOT_FINITE =
            """
            def begin(self) -> None:
                if bool(self.pending_parts == 0):
                    self.remember()
                self.pending_parts = self.pending_parts + 1

            def weigh(self, loss: Tensor) -> None:
                self.pending_loss = self.pending_loss + torch.sum(loss).detach()

            def take(self, gradients: List[Tensor], norm: Tensor, step: Tensor, rate: Tensor, decay: Tensor, outputs: Dict[str, Tensor]) -> Tensor:
                written = torch.zeros([1], device=norm.device)
                if bool(torch.isfinite(norm + self.pending_loss)):
                    written = self.advance(gradients, norm, step, rate, decay)
                    self.skipped = torch.zeros_like(self.skipped)
                else:
                    self.restore()
                    self.skipped = self.skipped + 1
                self.pending_parts = torch.zeros_like(self.pending_parts)
                self.pending_loss = torch.zeros_like(self.pending_loss)
                outputs["skipped_steps"] = self.skipped
                return written
            """;

    static final String WEIGHTS =
            """
            def weights(self) -> Dict[str, Tensor]:
                outputs = annotate(Dict[str, Tensor], {})
                names = self.names()
                parameters = self.parameters()
                for i in range(len(names)):
                    outputs[names[i]] = parameters[i].detach()
                return outputs
            """;

    static final String NO_AVERAGES =
            """
            def average(self, written: Tensor) -> Tensor:
                return written
            """;

    /** Reads what was written, so that the step comes first. */
    static final String AVERAGES =
            """
            def average(self, written: Tensor) -> Tensor:
                values = annotate(List[Tensor], [])
                for parameter in self.parameters():
                    torch.append(values, parameter.detach())
                averages = self.averages()
                torch._foreach_lerp_(averages, values, self.average_rate)
                for i in range(len(averages)):
                    written = written + averages[i].flatten()[:1]
                return written
            """;
}
