package io.beitstream.jobs.operator;

import io.beitstream.jobs.rollout.RolloutEvent;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;

/** What a coordinator and its subtasks tell one another, as Flink carries it. */
record RolloutMessage(RolloutEvent event) implements OperatorEvent {}
