package io.beitstream.jobs.pipeline.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpTargetTest {
    private static final FetchAccess ACCESS =
            new FetchAccess(Set.of("https", "http"), Set.of(), false, Set.of());

    @Test
    void partsAreRead() throws Exception {
        HttpTarget target =
                HttpTarget.of(URI.create("HTTPS://Images.Example.:8443/a%20b?c=d#e"), ACCESS);

        assertThat(target.scheme()).isEqualTo("https");
        assertThat(target.host()).isEqualTo("images.example");
        assertThat(target.port()).isEqualTo(8443);
        assertThat(target.path()).isEqualTo("/a%20b?c=d");
        assertThat(target.store()).isEqualTo("images.example:8443");
        assertThat(target.isAddress()).isFalse();
    }

    @Test
    void usualPortsAndEmptyPathsAreFilledIn() throws Exception {
        assertThat(HttpTarget.of(URI.create("http://a.example"), ACCESS).port()).isEqualTo(80);
        assertThat(HttpTarget.of(URI.create("https://a.example"), ACCESS).port()).isEqualTo(443);
        assertThat(HttpTarget.of(URI.create("https://a.example"), ACCESS).path()).isEqualTo("/");
        assertThat(HttpTarget.of(URI.create("https://a.example"), ACCESS).store())
                .isEqualTo("a.example");
    }

    @Test
    void addressesAreTold() throws Exception {
        assertThat(HttpTarget.of(URI.create("http://8.8.8.8/"), ACCESS).isAddress()).isTrue();
        assertThat(HttpTarget.of(URI.create("http://[::1]/"), ACCESS).host()).isEqualTo("::1");
        assertThat(HttpTarget.of(URI.create("http://[::1]/"), ACCESS).isAddress()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "http://2130706433/, address-not-allowed",
        "http://0x7f000001/, address-not-allowed",
        "http://0x7f.1/, malformed-uri",
        "http://0177.0.0.1/, address-not-allowed",
        "http://127.1/, malformed-uri",
        "http://127.0.0.01/, address-not-allowed",
        "http://[fe80::1%25eth0]/, address-not-allowed",
        "http://user@a.example/, malformed-uri",
        "http://user:secret@a.example/, malformed-uri",
        "http://a.example:0/, malformed-uri",
        "http://a.example:65536/, malformed-uri",
        "http:///a, malformed-uri",
        "http:a, malformed-uri",
        "http://a_b/, malformed-uri",
        "ftp://a.example/, scheme-not-allowed",
        "file:///etc/passwd, scheme-not-allowed",
        "/relative, scheme-not-allowed"
    })
    void othersAreRefused(String uri, String errorClass) {
        assertThat(refusal(URI.create(uri), ACCESS).of(URI.create("a:b"), 1).errorClass())
                .isEqualTo(errorClass);
    }

    @Test
    void hostsAreCheckedAgainstTheirList() throws Exception {
        FetchAccess listed =
                new FetchAccess(
                        Set.of("https"), Set.of("a.example", "*.b.example"), false, Set.of());

        assertThat(HttpTarget.of(URI.create("https://A.example./"), listed).host())
                .isEqualTo("a.example");
        assertThat(HttpTarget.of(URI.create("https://x.b.example/"), listed).host())
                .isEqualTo("x.b.example");
        assertThat(
                        refusal(URI.create("https://c.example/"), listed)
                                .of(URI.create("https://c.example/"), 1)
                                .errorClass())
                .isEqualTo("host-not-allowed");
        assertThat(refusal(URI.create("http://a.example/"), listed).blame())
                .isEqualTo(Blame.REFUSED);
    }

    @Test
    void messagesShowNeitherQueriesNorUsers() {
        assertThat(PrintableUri.of(URI.create("https://u:p@a.example:1/b?token=c#d")))
                .isEqualTo("https://a.example:1/b?...");
        assertThat(PrintableUri.of(URI.create("mailto:secret"))).isEqualTo("mailto:...");
        assertThat(PrintableUri.of(URI.create("b/c"))).isEqualTo("b/c");
    }

    private static AttemptException refusal(URI uri, FetchAccess access) {
        return catchThrowableOfType(AttemptException.class, () -> HttpTarget.of(uri, access));
    }
}
