package walras.env;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Looks names up, and names the nearest right one when there is none. */
public final class Nearest {
    private static final int LONGEST_SHOWN = 100;

    private Nearest() {}

    /**
     * The element of that name.
     *
     * @throws Problem NOT_FOUND with reason {@code UNKNOWN_KIND}, and the nearest name
     */
    public static <T> T find(String kind, String name, List<T> all, Function<T, String> nameOf) {
        // By index, as a step may ask: an iterator would be an object.
        for (int k = 0; k < all.size(); k++) {
            if (nameOf.apply(all.get(k)).equals(name)) {
                return all.get(k);
            }
        }
        throw unknown(kind, name, all.stream().map(nameOf).toList());
    }

    /** The problem that says a name is unknown, with the nearest of those that are known. */
    public static Problem unknown(String kind, String name, Collection<String> known) {
        String expected = known.isEmpty() ? "no " + kind + " at all" : "one of " + String.join(", ", known);
        String reason = "UNKNOWN_" + kind.toUpperCase(Locale.ROOT).replace(' ', '_');
        String got = Words.shown(name, LONGEST_SHOWN);
        return Problem.of(Problem.Kind.NOT_FOUND, reason, kind, expected, got, nearest(name, known));
    }

    /** The known name with the smallest edit distance, or "" if even that is far off. */
    public static String nearest(String name, Collection<String> known) {
        String best = "";
        int bestDistance = Integer.MAX_VALUE;
        for (String candidate : known) {
            int far = Math.max(2, candidate.length() / 2);
            if (name.length() > candidate.length() + far) {
                continue; // so many letters have to go that it is not near
            }
            int distance = distance(name, candidate);
            if (candidate.contains(name) && name.length() > 2) {
                distance = 1;
            }
            if (distance < bestDistance) {
                bestDistance = distance;
                best = candidate;
            }
        }
        return bestDistance <= Math.max(2, best.length() / 2) ? best : "";
    }

    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1]; // [prefix of b]
        int[] current = new int[b.length() + 1]; // [prefix of b]
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitution = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(substitution, 1 + Math.min(previous[j], current[j - 1]));
            }
            int[] swap = previous; // [prefix of b]
            previous = current;
            current = swap;
        }
        return previous[b.length()];
    }
}
