package io.beitstream.jobs.pipeline.fetch;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.ThreadFactory;
import javax.net.ssl.SSLContext;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.HttpsSupport;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.nio.ssl.TlsStrategy;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.ssl.SSLContexts;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Starts HTTP clients that resolve no names, follow no redirects, try nothing again, and send no
 * credentials or cookies.
 */
final class HttpClients {
    private static final int IO_THREADS = 2;
    private static final int WINDOW = 8 << 10;

    private HttpClients() {}

    static CloseableHttpAsyncClient start(FetchLimits limits, @Nullable SSLContext tls) {
        ThreadFactory threads =
                BasicThreadFactory.builder()
                        .namingPattern("beitstream-http-%d")
                        .daemon(true)
                        .build();
        CloseableHttpAsyncClient client =
                HttpAsyncClients.custom()
                        .setConnectionManager(connections(limits, tls))
                        .setIOReactorConfig(
                                IOReactorConfig.custom().setIoThreadCount(IO_THREADS).build())
                        .setHttp1Config(
                                Http1Config.custom()
                                        .setInitialWindowSize(WINDOW)
                                        .setMaxLineLength(WINDOW)
                                        .setMaxHeaderCount(100)
                                        .build())
                        .setDefaultRequestConfig(
                                RequestConfig.custom()
                                        .setProtocolUpgradeEnabled(false)
                                        .setAuthenticationEnabled(false)
                                        .setResponseTimeout(
                                                Timeout.of(limits.attemptTimeout().multipliedBy(2)))
                                        .setConnectionRequestTimeout(Timeout.DISABLED)
                                        .build())
                        .addExecInterceptorFirst("note", AbortableExchange.NOTE)
                        .setThreadFactory(threads)
                        .setUserAgent("beitstream")
                        .disableRedirectHandling()
                        .disableAutomaticRetries()
                        .disableCookieManagement()
                        .disableAuthCaching()
                        .evictIdleConnections(TimeValue.ofSeconds(20))
                        .build();
        client.start();
        return client;
    }

    private static PoolingAsyncClientConnectionManager connections(
            FetchLimits limits, @Nullable SSLContext tls) {
        Timeout connect = Timeout.of(limits.connectTimeout());
        return PoolingAsyncClientConnectionManagerBuilder.create()
                .setTlsStrategy(verifying(tls))
                .setDnsResolver(new NoResolver())
                .setMaxConnTotal(2 * limits.total())
                .setMaxConnPerRoute(2 * limits.total())
                .setDefaultTlsConfig(
                        TlsConfig.custom()
                                .setVersionPolicy(HttpVersionPolicy.FORCE_HTTP_1)
                                .setHandshakeTimeout(connect)
                                .build())
                .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                                .setConnectTimeout(connect)
                                .setTimeToLive(TimeValue.ofMinutes(1))
                                .build())
                .build();
    }

    /**
     * The client itself compares the certificate with the host's name. Its builder would leave that
     * to the JVM's engine, which release 5.5.2 then never tells the algorithm.
     */
    private static TlsStrategy verifying(@Nullable SSLContext tls) {
        return ClientTlsStrategyBuilder.create()
                .setSslContext(tls == null ? SSLContexts.createDefault() : tls)
                .setHostVerificationPolicy(HostnameVerificationPolicy.BOTH)
                .setHostnameVerifier(HttpsSupport.getDefaultHostnameVerifier())
                .buildAsync();
    }

    /** Nothing may be connected to but addresses that were checked before. */
    private static final class NoResolver implements DnsResolver {
        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            throw new UnknownHostException();
        }

        @Override
        public String resolveCanonicalHostname(String host) throws UnknownHostException {
            throw new UnknownHostException();
        }
    }
}
