package io.beitstream.infra.chaos.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class LoopbackProxyTest {
    private static final int SHORT_MILLIS = 150;

    private ServerSocket server;
    private LoopbackProxy proxy;
    private int port;

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread echo = new Thread(this::echo, "echo");
        echo.setDaemon(true);
        echo.start();
        port = new LoopbackPorts().take();
        proxy = new LoopbackProxy(port, server.getLocalPort());
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        server.close();
    }

    private void echo() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread thread =
                        new Thread(
                                () -> {
                                    try (socket) {
                                        socket.getInputStream()
                                                .transferTo(socket.getOutputStream());
                                    } catch (IOException e) {
                                        // The other end is gone.
                                    }
                                });
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return;
            }
        }
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    private static int echoed(Socket socket, int value) throws IOException {
        socket.getOutputStream().write(value);
        return socket.getInputStream().read();
    }

    @Test
    void bytesPassBothWays() throws IOException {
        try (Socket socket = connect()) {
            assertThat(echoed(socket, 42)).isEqualTo(42);
            assertThat(echoed(socket, 43)).isEqualTo(43);
        }
    }

    @Test
    void theFarEndsCloseIsPassedOn() throws IOException {
        try (Socket socket = connect()) {
            echoed(socket, 42);
            socket.shutdownOutput();

            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void aCutDropsConnections() throws IOException {
        try (Socket socket = connect()) {
            echoed(socket, 42);

            proxy.cut();

            assertThat(isDropped(socket)).isTrue();
        }
    }

    @Test
    void whileCutNewConnectionsAreDropped() throws IOException {
        proxy.cut();

        try (Socket socket = connect()) {
            assertThat(isDropped(socket)).isTrue();
        }
    }

    @Test
    void afterHealingNewConnectionsPass() throws IOException {
        proxy.cut();
        proxy.heal();

        try (Socket socket = connect()) {
            assertThat(echoed(socket, 42)).isEqualTo(42);
        }
    }

    @Test
    void whatIsSentIntoTheSilenceArrivesAfterIt() throws IOException {
        try (Socket socket = connect()) {
            echoed(socket, 42);
            proxy.silence();
            socket.setSoTimeout(SHORT_MILLIS);

            assertThatThrownBy(() -> echoed(socket, 43)).isInstanceOf(SocketTimeoutException.class);

            proxy.heal();
            socket.setSoTimeout(0);
            assertThat(socket.getInputStream().read()).isEqualTo(43);
        }
    }

    @Test
    void aConnectionMadeInTheSilenceWorksAfterIt() throws IOException {
        proxy.silence();

        try (Socket socket = connect()) {
            socket.getOutputStream().write(44);
            proxy.heal();

            assertThat(socket.getInputStream().read()).isEqualTo(44);
        }
    }

    private static boolean isDropped(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (IOException e) {
            return true;
        }
    }
}
