package io.beitstream.model.training.task;

import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.StateDict;

/** A network that gives what another is to learn, with its weights: {@code forward(images)}. */
record FrozenNetwork(ScriptModule module, StateDict state) {}
