package walras.server.json;

import java.util.Collection;
import java.util.Set;
import walras.env.Nearest;
import walras.env.Problem;
import walras.env.Words;

/** What is wrong with the names of an object's members. */
final class JsonNames {
    private JsonNames() {}

    /** Refuses a name that the same object had before. */
    static void once(String where, Set<String> seen, String name) {
        if (!seen.add(name)) {
            throw JsonReading.bad(
                    where + '.' + Words.cut(name, JsonReading.LONGEST_SHOWN), "a name once in an object", "it twice");
        }
    }

    /** The problem of a name that an object cannot have. */
    static Problem unknown(String where, String name, Collection<String> known) {
        String expected = known.isEmpty() ? "no members" : "one of " + String.join(", ", known);
        return Problem.of(
                Problem.Kind.INVALID,
                "BAD_REQUEST",
                where,
                expected,
                '"' + Words.cut(name, JsonReading.LONGEST_SHOWN) + '"',
                Nearest.nearest(name, known));
    }
}
