package io.beitstream.infra.search.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.Undertow;
import java.net.InetSocketAddress;
import java.net.URI;
import org.junit.jupiter.api.Test;

class GuardTest {
    @Test
    void theNameThatItWasBoundByLeadsHereToo() throws Exception {
        Guard guard = new Guard(true, "photos.example", exchange -> exchange.setStatusCode(200));
        Undertow undertow =
                Undertow.builder().addHttpListener(0, "127.0.0.1").setHandler(guard).build();
        undertow.start();
        try {
            int port =
                    ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
            Client other = new Client(URI.create("http://127.0.0.1:" + port + "/"));
            String request = "GET / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n";
            assertThat(other.raw(request.formatted("Photos.example:" + port)))
                    .startsWith("HTTP/1.1 200 ");
            assertThat(other.raw(request.formatted("evil.example"))).startsWith("HTTP/1.1 421 ");
        } finally {
            undertow.stop();
        }
    }
}
