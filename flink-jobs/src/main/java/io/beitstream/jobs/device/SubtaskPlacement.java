package io.beitstream.jobs.device;

import io.beitstream.model.DeviceException;
import io.beitstream.model.inference.Gpus;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.externalresource.ExternalResourceInfo;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.jspecify.annotations.Nullable;

/**
 * The device of an operator's subtask. {@code gpu} is one of those that the cluster lends this task
 * manager as the external resource {@code gpu}, or, where it lends none, one of those that libtorch
 * sees.
 */
public final class SubtaskPlacement implements Placement, AutoCloseable {
    private static final String RESOURCE = "gpu";
    private static final String INDEX = "index";

    private final GpuShares.Owner owner;
    private final Supplier<Set<ExternalResourceInfo>> lent;
    private final IntSupplier visible;
    private final GpuShares shares;
    private @Nullable List<String> taken;

    /** The placement of the subtask whose context this is. */
    public SubtaskPlacement(RuntimeContext context) {
        this(
                context.getJobInfo().getJobId().toString(),
                context.getTaskInfo(),
                context::getExternalResourceInfos);
    }

    /**
     * The placement of a subtask.
     *
     * @param owner names what the subtasks belong to that are spread over the GPUs
     * @param lent tells what the cluster lends of a kind of resource
     */
    public SubtaskPlacement(
            String owner, TaskInfo task, Function<String, Set<ExternalResourceInfo>> lent) {
        this(
                new GpuShares.Owner(owner, task.getIndexOfThisSubtask()),
                () -> lent.apply(RESOURCE),
                Gpus::count,
                GpuShares.OF_THIS_JVM);
    }

    /**
     * @param lent by the cluster
     * @param visible how many GPUs libtorch sees
     */
    SubtaskPlacement(
            GpuShares.Owner owner,
            Supplier<Set<ExternalResourceInfo>> lent,
            IntSupplier visible,
            GpuShares shares) {
        this.owner = owner;
        this.lent = lent;
        this.visible = visible;
        this.shares = shares;
    }

    @Override
    public String deviceFor(String wanted) {
        if (!wanted.equals(Gpus.ANY)) {
            return wanted;
        }
        return gpus(1).get(0);
    }

    /**
     * All devices to work on, the same ones whenever it is asked.
     *
     * @throws DeviceException if a GPU is wanted and not there
     */
    public List<String> devicesFor(DeviceRequest wanted) {
        if (wanted.isAll()) {
            int count = there().size();
            return count == 0 ? List.of(DeviceRequest.CPU) : gpus(count);
        }
        return wanted.gpus() > 0
                ? gpus(wanted.gpus())
                : wanted.named().stream().map(this::deviceFor).toList();
    }

    private List<String> gpus(int count) {
        if (taken == null) {
            List<Integer> gpus = there();
            if (gpus.isEmpty()) {
                throw Gpus.unavailable(Gpus.ANY, 0);
            }
            if (gpus.size() < count) {
                throw new DeviceException(
                        DeviceException.Kind.UNAVAILABLE,
                        "%d GPUs were asked for, and there are %d".formatted(count, gpus.size()));
            }
            taken = shares.take(owner, gpus, count).stream().map(Gpus::name).toList();
        }
        return taken;
    }

    /** The GPUs that may be taken. */
    private List<Integer> there() {
        int count = visible.getAsInt();
        List<Integer> gpus = lent(count);
        return gpus.isEmpty() ? IntStream.range(0, count).boxed().toList() : gpus;
    }

    /** What the cluster lends, ascending. */
    private List<Integer> lent(int count) {
        List<Integer> indexes =
                lent.get().stream()
                        .flatMap(resource -> resource.getProperty(INDEX).stream())
                        .map(Integer::valueOf)
                        .sorted()
                        .toList();
        for (int index : indexes) {
            if (index >= count) {
                throw new DeviceException(
                        DeviceException.Kind.UNAVAILABLE,
                        "the cluster lends this task manager %s, but libtorch sees %d GPUs: give its process all of the machine's GPUs, without CUDA_VISIBLE_DEVICES, or do not configure the external resource %s"
                                .formatted(Gpus.name(index), count, RESOURCE));
            }
        }
        return indexes;
    }

    @Override
    public void close() {
        if (taken != null) {
            taken = null;
            shares.giveBack(owner);
        }
    }
}
