package io.beitstream.infra.data;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * What may be kept and shown of a place elsewhere, in which there may be braces.
 *
 * @param shown without passwords and, for a URL by HTTP, without the query, where signatures stand
 *     that are nobody else's business
 * @param mark a hash of what a query says beside signatures, which are others when the command is
 *     given again; empty where it says nothing
 */
record PublicName(String shown, String mark) {
    private static final Pattern NOT_HTTP =
            Pattern.compile("(?!https?://)[a-z][a-z0-9+.-]*://", Pattern.CASE_INSENSITIVE);
    private static final Pattern USER = Pattern.compile("(?<=://)[^/?#]*@");
    // A user without a password may be a container (abfs://container@account).
    private static final Pattern USER_WITH_PASSWORD = Pattern.compile("(?<=://)[^/?#:]*:[^/?#]*@");

    private static final Set<String> OF_SIGNATURES =
            Set.of(
                    ("signature expires key-pair-id policy awsaccesskeyid googleaccessid token access_token"
                                    + " sig se sp sv sr st spr sip ss srt skoid sktid skt ske sks skv saoid suoid scid")
                            .split(" "));

    static PublicName of(String place) {
        if (NOT_HTTP.matcher(place).lookingAt()) {
            return new PublicName(USER_WITH_PASSWORD.matcher(place).replaceAll(""), "");
        }
        StringBuilder shown = new StringBuilder();
        StringBuilder query = new StringBuilder();
        int depth = 0;
        int cut = -1; // the depth of the braces within which a query ends
        for (char c : place.toCharArray()) {
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (cut > 0 && (depth < cut || (depth == cut && c == ','))) {
                cut = -1;
            }
            if (cut < 0 && c == '?') {
                cut = depth;
                query.append('&');
            } else {
                (cut < 0 ? shown : query).append(c);
            }
        }
        return new PublicName(USER.matcher(shown).replaceAll(""), mark(query.toString()));
    }

    private static String mark(String query) {
        List<String> told = new ArrayList<>();
        Arrays.stream(query.split("&"))
                .filter(each -> !each.isEmpty() && !isOfSignature(each))
                .forEach(told::add);
        if (told.isEmpty()) {
            return "";
        }
        byte[] bytes = String.join("&", told).getBytes(StandardCharsets.UTF_8);
        return "?" + UUID.nameUUIDFromBytes(bytes).toString().substring(0, 8);
    }

    private static boolean isOfSignature(String parameter) {
        String name = parameter.split("=", 2)[0].toLowerCase(Locale.ROOT);
        return name.startsWith("x-amz-")
                || name.startsWith("x-goog-")
                || OF_SIGNATURES.contains(name);
    }
}
