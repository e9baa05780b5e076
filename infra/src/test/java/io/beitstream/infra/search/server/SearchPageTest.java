package io.beitstream.infra.search.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.beitstream.infra.demo.SampleImages;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser, where there is one. */
class SearchPageTest {
    private static final Path PICTURES = Path.of("target", "search-page");
    private static final String COPY = "copies/flowers <b>é #1.jpg";

    @TempDir private static Path directory;
    private static Browser browser;
    private static Gallery gallery;
    private static URI page;

    @BeforeAll
    static void start() throws Exception {
        browser = Browser.start(directory.resolve("profile")).orElse(null);
        assumeTrue(
                browser != null,
                "the page is not tested: install chromium and chromium-driver for it");
        gallery = Gallery.withWords();
        gallery.addPainted(0, 60);
        gallery.add(COPY, painted("flowers-00.jpg").bytes(), Map.of("shows", "flowers"));
        page = gallery.server.address();
    }

    @AfterAll
    static void stop() throws Exception {
        if (browser != null) {
            browser.close();
            gallery.close();
        }
    }

    private static SampleImages.Sample painted(String id) {
        return Gallery.painted().stream()
                .filter(sample -> sample.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @BeforeEach
    void openThePage() throws Exception {
        browser.resize(1300, 900);
        browser.open(page);
        browser.await("document.querySelectorAll('#tiles img').length >= 40");
    }

    @AfterEach
    void nothingWentWrongInThePage() throws Exception {
        assertThat(browser.errors()).isEmpty();
    }

    private static void awaitHeading(String text) throws Exception {
        browser.await(
                "document.querySelector('#heading').textContent === '%s' && !document.querySelector('#results[aria-busy]')"
                        .formatted(text));
    }

    private static void picture(String name) throws Exception {
        browser.await(
                "[...document.images].every(i => i.complete || i.getBoundingClientRect().top > innerHeight)");
        browser.screenshot(PICTURES.resolve(name + ".png"));
    }

    private static String firstTile() throws Exception {
        return browser.evaluate("document.querySelector('#tiles a').title").asText();
    }

    @Test
    void aPictureFromAFileFindsWhatIsLikeIt() throws Exception {
        SampleImages.Sample sunset = painted("sunset-00.jpg");
        Path file = Files.write(directory.resolve("mine.jpg"), sunset.bytes());

        browser.type("#file", file.toString());
        awaitHeading("Similar to your picture");

        assertThat(firstTile()).isEqualTo(sunset.id());
        assertThat(browser.text("#summary")).matches("48 in .* ms");
        picture("picture-1300");
    }

    @Test
    void wordsFindAndChipsNarrow() throws Exception {
        browser.type("#text", "blue\n");
        awaitHeading("By your words");
        int all = browser.evaluate("document.querySelectorAll('#tiles a').length").asInt();
        browser.await("document.querySelectorAll('.chip').length > 2");
        picture("words-1300");
        browser.click(".chip");
        browser.await("document.querySelector('.chip[aria-pressed=true]') !== null");
        int some = browser.evaluate("document.querySelectorAll('#tiles a').length").asInt();

        assertThat(all).isEqualTo(48);
        assertThat(some).isBetween(1, 47);
        browser.back();
        browser.await("document.querySelectorAll('#tiles a').length === 48");
        assertThat(browser.evaluate("document.querySelector('#text').value").asText())
                .isEqualTo("blue");
    }

    @Test
    void anImageThatIsGoneLeavesNoOtherOneSelected() throws Exception {
        browser.click("#tiles a");
        awaitHeading("Similar pictures");
        browser.await("!document.querySelector('#selection').hidden");
        browser.evaluate("document.querySelector('#tiles a').setAttribute('href', '/?like=gone')");
        browser.click("#tiles a");
        browser.await("document.querySelector('#message').textContent.includes('gone')");

        assertThat(browser.evaluate("document.querySelector('#selection').hidden").asBoolean())
                .isTrue();
        awaitErrors("/api/images/gone", "like=gone");
    }

    /** Waits until the browser has told of these, and forgets them. */
    private static void awaitErrors(String... parts) {
        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> {
                    String errors = "";
                    while (!Stream.of(parts).allMatch(errors::contains)) {
                        errors += browser.errors();
                    }
                });
    }

    @Test
    void whatIsComingInIsFollowedAgainAfterALookElsewhere() throws Exception {
        browser.await("document.querySelector('#pulse.on') !== null");
        browser.open(page.resolve("/icon.svg"));
        browser.back();
        browser.await("document.querySelectorAll('#tiles img').length >= 40");

        long before = gallery.index.status().images();
        gallery.add("back/again.jpg", painted("ocean-00.jpg").bytes(), Map.of());
        browser.await(
                "document.querySelector('#count').textContent === '%d'".formatted(before + 1));
    }

    @Test
    void aClickGoesOnFromThereAndBackReturns() throws Exception {
        browser.click("#tiles a[title*=copies]");
        awaitHeading("Similar pictures");
        browser.await("document.querySelector('#selection .near a') !== null");
        assertThat(firstTile()).isEqualTo("flowers-00.jpg");
        assertThat(browser.text("#selection .facts")).contains(COPY);

        browser.click("#codes");
        browser.await("!document.querySelector('canvas.codes').hidden");
        assertThat(
                        browser.evaluate(
                                        "[...document.querySelector('canvas.codes').getContext('2d').getImageData(150, 100, 1, 1).data].some(v => v > 0)")
                                .asBoolean())
                .isTrue();
        picture("like-1300");
        browser.preferDark(true);
        picture("like-dark-1300");
        browser.preferDark(false);

        browser.click("#duplicates");
        awaitHeading("Near duplicates");
        assertThat(browser.evaluate("document.querySelectorAll('#tiles a').length").asInt())
                .isEqualTo(1);
        picture("duplicates-1300");
        browser.click("#codes");

        browser.back();
        awaitHeading("Similar pictures");
        browser.back();
        awaitHeading("Newest");
        assertThat(browser.evaluate("document.querySelector('#selection').hidden").asBoolean())
                .isTrue();
    }

    @Test
    void whatComesInIsCountedAndShown() throws Exception {
        browser.await("document.querySelector('#pulse').className.includes('on')");
        long before = gallery.index.status().images();
        browser.await("document.querySelector('#count').textContent === '%d'".formatted(before));

        gallery.addPainted(60, 63);

        browser.await(
                "document.querySelector('#count').textContent === '%d'".formatted(before + 3));
        browser.await("document.querySelector('#live-note').textContent.startsWith('3 new')");
        String newest = Gallery.painted().get(62).id();
        browser.await("document.querySelector('#tiles a').title === '%s'".formatted(newest));
        assertThat(browser.evaluate("document.querySelector('#strip a').title").asText())
                .isEqualTo(newest);
        picture("newest-1300");
    }

    @Test
    void aSmallScreenScrollsDownOnly() throws Exception {
        String fits = "document.documentElement.scrollWidth <= innerWidth";
        browser.resize(400, 860);
        browser.open(page);
        browser.await("document.querySelectorAll('#tiles img').length >= 40");
        assertThat(browser.evaluate(fits).asBoolean()).isTrue();
        picture("newest-400");

        browser.click("#tiles a[title*=copies]");
        awaitHeading("Similar pictures");
        browser.await("document.querySelector('#selection .near a') !== null");
        picture("like-400");
        assertThat(browser.evaluate(fits).asBoolean()).isTrue();

        browser.open(page.resolve("/?text=green&attr.shows=forest"));
        awaitHeading("By your words");
        assertThat(browser.evaluate(fits).asBoolean()).isTrue();
        picture("words-400");
    }

    @Test
    void mistakesAreToldInSentences() throws Exception {
        Path file = Files.writeString(directory.resolve("words.png"), "no picture");
        browser.type("#file", file.toString());
        browser.await("!document.querySelector('#message').hidden");
        assertThat(browser.text("#message")).contains("no JPEG, PNG");

        browser.open(page.resolve("/?like=nobody"));
        browser.await("!document.querySelector('#message').hidden");
        assertThat(browser.text("#message")).contains("has no image 'nobody'");

        browser.open(page.resolve("/?picture=5"));
        browser.await("!document.querySelector('#message').hidden");
        assertThat(browser.text("#message")).contains("choose it again");
        picture("message-1300");
        browser.errors();
    }

    @Test
    void withoutATextTowerThePageSaysWhyThereIsNoBox() throws Exception {
        try (Gallery wordless =
                new Gallery(new Towers(new ColorEncoder(), null), SearchServerOptions.DEFAULTS)) {
            browser.open(wordless.server.address());
            browser.await("!document.querySelector('#words-note').hidden");

            assertThat(browser.evaluate("document.querySelector('#words').hidden").asBoolean())
                    .isTrue();
            assertThat(browser.text("#words-note")).contains("reads pictures only");
            browser.await("!document.querySelector('#empty').hidden");
            picture("empty-1300");
        }
    }
}
