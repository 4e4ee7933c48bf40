package walras.tournament.service;

import java.nio.file.Path;
import walras.env.Problem;
import walras.env.Registry;
import walras.tournament.file.Document;
import walras.tournament.file.Entrant;
import walras.tournament.file.PlayLimits;
import walras.tournament.file.Tournament;
import walras.tournament.file.TournamentReader;
import walras.tournament.plan.Plan;

/** A tournament's text as a server takes it: nothing in it can run a program, and it has bounds. */
final class HostedFile {
    private static final String NAME = "tournament";
    private static final int MOST_CHARACTERS = 1 << 20;
    private static final int MOST_ENTRANTS = 32;
    private static final int MOST_MATCHES = 10_000;

    /** Rows of all matches together, for each of which a score is kept. */
    private static final long MOST_WORLDS = 4_000_000;

    private static final int MOST_MOVE_SECONDS = 60;
    private static final int MOST_BANK_SECONDS = 3600;
    private static final int MOST_JOIN_SECONDS = 3600;
    private static final int USUAL_JOIN_SECONDS = 300;

    private HostedFile() {}

    /**
     * Reads and checks a text.
     *
     * @throws Problem with line and column, or the name of an entrant that a server does not start
     */
    static Tournament read(String text, Registry registry) {
        most("text: characters", text.length(), MOST_CHARACTERS);
        Tournament tournament = TournamentReader.parse(NAME, text, Path.of("."), registry);
        Document document = Document.parse(NAME, text);
        for (int k = 0; k < tournament.entrants().size(); k++) {
            requireNotStarted(tournament.entrants().get(k), document, "/entrants/" + k);
        }
        most(document.where("/entrants"), tournament.entrants().size(), MOST_ENTRANTS);
        long matches = matches(tournament);
        long rows = tournament.settings().stream()
                .mapToLong(setting -> setting.rows())
                .max()
                .orElse(0);
        most("environments: rows of all matches", rows * matches, MOST_WORLDS);
        return withTime(tournament, document);
    }

    private static void requireNotStarted(Entrant entrant, Document document, String pointer) {
        if (entrant.started()) {
            String kind = entrant.command().isEmpty() ? "image" : "command";
            throw document.wrong(
                    pointer + "/" + kind,
                    "a policy, or neither policy nor command nor image, to connect itself; programs are started by"
                            + " ./walras tournament run alone, never by a server",
                    kind + " of " + entrant.name());
        }
    }

    private static Tournament withTime(Tournament tournament, Document document) {
        PlayLimits limits = tournament.limits();
        most(document.where("/limits/move_millis"), limits.moveMillis(), MOST_MOVE_SECONDS * 1000L);
        most(document.where("/limits/bank_millis"), limits.bankMillis(), MOST_BANK_SECONDS * 1000L);
        most(document.where("/limits/join_seconds"), limits.joinSeconds(), MOST_JOIN_SECONDS);
        int join = limits.joinSeconds() == 0 ? USUAL_JOIN_SECONDS : limits.joinSeconds();
        return tournament.with(limits.withJoinSeconds(join));
    }

    private static void most(String where, long asked, long most) {
        if (asked > most) {
            throw Problem.limit(where, "at most " + most + " of a tournament that a server holds", asked);
        }
    }

    /** How many matches there are, before any of them is made. */
    private static long matches(Tournament tournament) {
        long matches = Plan.count(tournament);
        most("environments: matches", matches, MOST_MATCHES);
        return matches;
    }

    /** @throws Problem LIMIT for more matches than a server plays */
    static Plan plan(Tournament tournament) {
        matches(tournament);
        return Plan.of(tournament);
    }
}
