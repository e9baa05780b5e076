package io.beitstream.infra.chaos.process;

import java.io.IOException;
import java.util.List;

/**
 * A broker that is a controller too, and the wires that lead to it.
 *
 * @param address where its clients and the other brokers reach it: the near end of a wire
 * @param wires all that lead to it, and from it to the other controllers
 */
public record KafkaNode(int id, String address, Supervised process, List<LoopbackProxy> wires)
        implements AutoCloseable {
    @Override
    public void close() throws IOException {
        for (LoopbackProxy wire : wires) {
            wire.close();
        }
    }
}
