package io.beitstream.infra.chaos.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Hands out ports that stay free while their owner is dead: below the range from which systems take
 * the local ends of connections.
 */
public final class LoopbackPorts {
    private static final int FIRST = 20_000;
    private static final int LAST = 32_000;

    private int next = FIRST + (int) (ProcessHandle.current().pid() * 37 % (LAST - FIRST));

    /** A port nobody listens on, and that was not handed out before. */
    public int take() {
        for (int tried = 0; tried < LAST - FIRST; tried++) {
            int port = next;
            next = next + 1 < LAST ? next + 1 : FIRST;
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port from " + FIRST + " to " + LAST);
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
