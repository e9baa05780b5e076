package io.beitstream.infra.search.server;

import io.beitstream.infra.embedded.TemporaryDirectory;
import java.net.URI;
import java.nio.file.Path;

/** Types words into a page that is being served, as a person would in Chromium. */
public final class WordsTrial {
    private WordsTrial() {}

    /** Arguments: the page's address, the words, a folder for two screenshots. */
    public static void main(String[] arguments) throws Exception {
        Path pictures = Path.of(arguments[2]);
        try (TemporaryDirectory profile = new TemporaryDirectory("beitstream-chromium");
                Browser browser =
                        Browser.start(profile.path())
                                .orElseThrow(
                                        () ->
                                                new IllegalStateException(
                                                        "needs Debian's chromium and chromium-driver"))) {
            browser.resize(1300, 900);
            browser.open(URI.create(arguments[0]));
            browser.await("document.querySelectorAll('#tiles img').length > 0");
            browser.type("#text", arguments[1] + "\n");
            browser.await("document.querySelector('#heading').textContent === 'By your words'");
            browser.await("!document.querySelector('#results[aria-busy]')");
            System.out.println(browser.text("#heading") + ": " + browser.text("#summary"));
            System.out.println(
                    browser.evaluate(
                            "[...document.querySelectorAll('#tiles a')].slice(0, 5).map(a => a.title).join(', ')"));
            browser.screenshot(pictures.resolve("words-1300.png"));
            browser.resize(400, 800);
            browser.screenshot(pictures.resolve("words-400.png"));
            System.out.println("errors: " + browser.errors());
        }
    }
}
