package io.beitstream.infra.chaos.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A wire on loopback that can be broken: passes TCP connections on to another port until it is told
 * to {@link #cut} them or to swallow what they carry. Thread-safe.
 */
public final class LoopbackProxy implements AutoCloseable {
    private static final int BUFFER_BYTES = 16 << 10;

    /** What the wire does. */
    private enum State {
        WHOLE,
        CUT,
        SILENT
    }

    private final ServerSocket server;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads;
    private State state = State.WHOLE;

    /** Listens on one port and passes on to the other. */
    public LoopbackProxy(int port, int target) throws IOException {
        this.target = target;
        this.server = new ServerSocket();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        AtomicInteger number = new AtomicInteger();
        threads =
                Executors.newCachedThreadPool(
                        task -> {
                            String name = "proxy-%d-%d".formatted(port, number.incrementAndGet());
                            Thread thread = new Thread(null, task, name, 128 << 10);
                            thread.setDaemon(true);
                            return thread;
                        });
        threads.execute(this::accept);
    }

    /** Drops all connections and refuses new ones. */
    public void cut() {
        turn(State.CUT);
        sockets.forEach(this::drop);
    }

    /** Keeps connections and takes new ones, but nothing comes through. */
    public void silence() {
        turn(State.SILENT);
    }

    /** Everything comes through again, also what was sent into the silence. */
    public void heal() {
        turn(State.WHOLE);
    }

    private synchronized void turn(State next) {
        state = next;
        notifyAll();
    }

    /** Waits while nothing may pass; returns whether the connection may live. */
    private synchronized boolean awaitPassage() throws InterruptedException {
        while (state == State.SILENT) {
            wait();
        }
        return state == State.WHOLE;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                sockets.add(client);
                threads.execute(() -> connect(client));
            } catch (IOException e) {
                // The server is closed, or this connection was gone before it began.
            }
        }
    }

    private void connect(Socket client) {
        try {
            if (!awaitPassage()) {
                drop(client);
                return;
            }
            Socket onward = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.add(onward);
            client.setTcpNoDelay(true);
            onward.setTcpNoDelay(true);
            threads.execute(() -> pump(onward, client));
            pump(client, onward);
        } catch (IOException | RuntimeException e) {
            drop(client);
        } catch (InterruptedException e) {
            drop(client);
            Thread.currentThread().interrupt();
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            int count = in.read(buffer);
            while (count >= 0 && awaitPassage()) {
                out.write(buffer, 0, count);
                count = in.read(buffer);
            }
        } catch (IOException e) {
            // One end is gone; so is the other, below.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            drop(from);
            drop(to);
        }
    }

    private void drop(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            // It is as good as closed.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        turn(State.CUT);
        sockets.forEach(this::drop);
        threads.shutdownNow();
    }
}
