package walras.tournament.plan;

import java.util.List;
import java.util.ServiceLoader;
import walras.env.Problem;
import walras.tournament.file.Tournament;

/** How entrants meet. Found by {@link ServiceLoader}: another format is one class and one line that names it. */
public interface Format {
    /** Its name in the file. */
    String kind();

    /**
     * Who sits where, once for each match in a world.
     *
     * @throws Problem if there are too few or too many entrants for the seats
     */
    List<Pairing> pairings(Tournament tournament);

    /**
     * How many {@link #pairings} there are, by arithmetic; {@link Long#MAX_VALUE} for more than that.
     *
     * @throws Problem as pairings
     */
    long count(Tournament tournament);

    /** Every format that is on the class path. */
    static List<Format> all() {
        return ServiceLoader.load(Format.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    /** The format of that kind; the file has been checked. */
    static Format of(String kind) {
        return all().stream()
                .filter(format -> format.kind().equals(kind))
                .findFirst()
                .orElseThrow(() -> Problem.request("format.kind", "a known one", kind));
    }
}
