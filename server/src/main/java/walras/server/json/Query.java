package walras.server.json;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import walras.env.Nearest;
import walras.env.Problem;

/** What stands behind the question mark of a request's target. */
final class Query {
    private final Map<String, List<String>> values = new LinkedHashMap<>();

    /**
     * Takes the target apart.
     *
     * @param known names that may be in it
     * @throws Problem BAD_REQUEST for another one
     */
    Query(String target, Set<String> known) {
        int begin = target.indexOf('?');
        int end = target.indexOf('#') < 0 ? target.length() : target.indexOf('#');
        String query = begin < 0 || begin > end ? "" : target.substring(begin + 1, end);
        for (String pair : query.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
                if (!known.contains(name)) {
                    throw JsonNames.unknown("query", name, known);
                }
                values.computeIfAbsent(name, first -> new ArrayList<>())
                        .add(equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw Problem.request("query", "names and values in percent encoding", text);
        }
    }

    /** Every value of a name; empty where it does not stand. */
    List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** The one value of a name, or what stands for none. */
    String one(String name, String otherwise) {
        List<String> given = all(name);
        if (given.size() > 1) {
            throw Problem.request("query: " + name, "it once", given.size() + " times");
        }
        return given.isEmpty() ? otherwise : given.get(0);
    }

    /** A whole number between bounds, both included. */
    int whole(String name, int otherwise, int least, int most) {
        String given = one(name, Integer.toString(otherwise));
        try {
            int value = Integer.parseInt(given);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException none) {
            throw outside(name, least, most, given);
        }
        throw outside(name, least, most, given);
    }

    private static Problem outside(String name, int least, int most, String got) {
        return JsonReading.bad("query: " + name, "a whole number from " + least + " to " + most, got);
    }

    /** One of some words. */
    String word(String name, List<String> words) {
        String given = one(name, words.get(0));
        if (!words.contains(given)) {
            throw Problem.of(
                    Problem.Kind.INVALID,
                    "BAD_REQUEST",
                    "query: " + name,
                    String.join(" or ", words),
                    '"' + given + '"',
                    Nearest.nearest(given, words));
        }
        return given;
    }
}
