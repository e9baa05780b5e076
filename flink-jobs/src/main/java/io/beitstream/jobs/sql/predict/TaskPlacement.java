package io.beitstream.jobs.sql.predict;

import io.beitstream.jobs.device.SubtaskPlacement;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.table.functions.FunctionContext;

/** The devices of the subtask that a function runs in: all functions of a slot share a GPU. */
final class TaskPlacement {
    private TaskPlacement() {}

    static SubtaskPlacement of(FunctionContext context) {
        TaskInfo task = context.getTaskInfo();
        return new SubtaskPlacement(
                task.getAllocationIDAsString(), task, context::getExternalResourceInfos);
    }
}
