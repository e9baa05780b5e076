package io.beitstream.jobs.rollout.topic;

import io.beitstream.jobs.rollout.RolloutLog;
import io.beitstream.schemas.ModelRollout;
import io.beitstream.schemas.RolloutState;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to a control topic and writes to it, on a thread of its own. While the brokers do not
 * answer, it tries again; what is to be told waits.
 */
final class ControlConnection implements RolloutLog.Connection {
    private static final Logger LOG = LoggerFactory.getLogger(ControlConnection.class);
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final Duration CLOSING = Duration.ofSeconds(10);

    private final ControlTopic topic;
    private final Consumer<ModelRollout> wanted;
    private final BlockingQueue<RolloutState> toTell = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(this::run, "beitstream-control");
    private volatile boolean closed;

    private ControlConnection(ControlTopic topic, Consumer<ModelRollout> wanted) {
        this.topic = topic;
        this.wanted = wanted;
    }

    static ControlConnection open(ControlTopic topic, Consumer<ModelRollout> wanted) {
        ControlConnection connection = new ControlConnection(topic, wanted);
        connection.thread.setDaemon(true);
        connection.thread.start();
        return connection;
    }

    private void run() {
        while (!closed) {
            try (ControlReader reader = new ControlReader(topic);
                    Producer<byte[], byte[]> producer = topic.producer()) {
                tell(producer);
                reader.readToEnd().wanted().forEach(wanted); // the newest of each network
                while (!closed) {
                    tell(producer);
                    reader.poll(wanted, state -> {});
                }
                tell(producer);
            } catch (InterruptException e) {
                return;
            } catch (RuntimeException e) { // of Kafka's, above all
                LOG.warn("the control topic {} cannot be used: {}", topic.topic(), e.toString());
                if (!pause()) {
                    return;
                }
            }
        }
    }

    /** Writes what there is to tell; all of it again if the brokers fail meanwhile. */
    private void tell(Producer<byte[], byte[]> producer) {
        for (RolloutState state = toTell.peek(); state != null; state = toTell.peek()) {
            producer.send(topic.record(state));
            producer.flush();
            toTell.remove();
        }
    }

    private boolean pause() {
        try {
            synchronized (this) {
                long end = System.nanoTime() + PAUSE.toNanos();
                while (!closed && System.nanoTime() < end) {
                    TimeUnit.NANOSECONDS.timedWait(this, end - System.nanoTime());
                }
            }
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Override
    public void publish(RolloutState state) {
        toTell.add(state);
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            thread.join(CLOSING.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt(); // a broker that does not answer keeps nobody waiting
    }
}
