package io.beitstream.infra.demo;

import io.beitstream.infra.page.DataUri;
import io.beitstream.infra.page.Html;
import io.beitstream.schemas.TokenSequence;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The demo's pictures on its page: each with its codes as colours, itself as it is rebuilt of them,
 * and its nearest neighbours.
 *
 * @param rebuilt of each card; empty where there is no decoder
 */
record DemoGallery(List<DemoCard> cards, List<String> rebuilt) {
    private static final int NEIGHBOURS = 5;

    /** The style sheet's rules of the thumbnails, each of which comes up several times. */
    String style() {
        StringBuilder styles = new StringBuilder();
        for (int i = 0; i < cards.size(); i++) {
            styles.append(".t")
                    .append(i)
                    .append("{background-image:url(")
                    .append(cards.get(i).picture())
                    .append(")}\n");
        }
        return styles.toString();
    }

    String html() throws IOException {
        Neighbours neighbours =
                new Neighbours(cards.stream().map(card -> card.embedding().getVector()).toList());
        StringBuilder html = new StringBuilder();
        for (int i = 0; i < cards.size(); i++) {
            DemoCard card = cards.get(i);
            html.append("<article class=\"picture\"><div class=\"seen\"><div class=\"t t")
                    .append(i)
                    .append("\"></div>")
                    .append(codeMap(card.tokens()));
            if (!rebuilt.isEmpty()) {
                html.append(
                        "<img class=\"rebuilt\" alt=\"rebuilt from the codes\" title=\"rebuilt from the codes alone\" src=\"%s\">"
                                .formatted(rebuilt.get(i)));
            }
            html.append("</div><div class=\"near\">");
            for (Neighbours.Neighbour near : neighbours.of(i, NEIGHBOURS)) {
                html.append(
                        String.format(
                                Locale.ROOT,
                                "<div class=\"t n t%d\" title=\"%s\"><span>%.2f</span></div>",
                                near.index(),
                                Html.escape(cards.get(near.index()).id()),
                                near.similarity()));
            }
            html.append("</div><p>").append(Html.escape(card.id())).append("</p></article>\n");
        }
        return html.toString();
    }

    private static String codeMap(TokenSequence tokens) throws IOException {
        BufferedImage map =
                CodeMap.paint(tokens.getCodes(), tokens.getGridHeight(), tokens.getGridWidth());
        return String.format(
                Locale.ROOT,
                "<img class=\"codes\" alt=\"codes\" data-columns=\"%d\" data-codes=\"%s\" src=\"%s\">",
                tokens.getGridWidth(),
                tokens.getCodes().stream().map(String::valueOf).collect(Collectors.joining(" ")),
                DataUri.png(map));
    }
}
