package walras.tournament.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import walras.env.Problem;
import walras.env.Words;
import walras.server.caller.Caller;
import walras.server.rpc.Services;
import walras.server.session.Sessions;
import walras.server.session.plan.Secret;
import walras.tournament.file.Tournament;
import walras.tournament.play.Runner;
import walras.v1.GetStandingsResponse;
import walras.v1.ListMatchesRequest;
import walras.v1.ListMatchesResponse;

/** All tournaments of a server: the ones that it plays, and what is kept of the ones that were played. */
final class Tournaments {
    static final int MOST_RUNNING = 4;
    private static final int MOST_KEPT = 64;

    private static final System.Logger LOG = System.getLogger("walras.tournament");
    private static final int LONGEST_SHOWN = 40;
    private static final long FAREWELL_MILLIS = 5000;

    private final Services services;
    private final Map<String, Hosted> hosted = new LinkedHashMap<>(); // the oldest first; guarded by this
    private final Map<String, walras.v1.Tournament> left = new LinkedHashMap<>(); // of earlier servers; guarded by this
    private final Map<String, Standings> leftStandings =
            new HashMap<>(); // of those that were asked for; guarded by this
    private boolean read; // guarded by this
    private boolean closed; // guarded by this

    Tournaments(Services services) {
        this.services = services;
    }

    private Path root() {
        Optional<Path> data = services.sessions().data();
        return data.orElseThrow(() -> Problem.precondition(
                        "NOT_LOGGED",
                        "tournaments",
                        "a server with --data-dir, for results are read from logs",
                        "one without"))
                .resolve("tournaments");
    }

    /**
     * Begins a tournament.
     *
     * @throws Problem with what is wrong with its text, LIMIT for one too many
     */
    Hosted create(String text, Caller caller) {
        Path root = root();
        Tournament tournament = HostedFile.read(text, services.registry());
        Hosted made = new Hosted(services, caller, tournament, root.resolve(Secret.randomText()));
        synchronized (this) {
            readLeft();
            long running = hosted.values().stream().filter(Hosted::running).count();
            if (closed) {
                throw Problem.of(
                        Problem.Kind.UNAVAILABLE,
                        "DRAINING",
                        "tournaments",
                        "a server that goes on",
                        "one that stops",
                        "");
            } else if (running >= MOST_RUNNING) {
                throw Problem.limit("tournaments", "at most " + MOST_RUNNING + " that are played at once", running + 1);
            }
            try {
                makeRoom(root);
                made.start();
            } catch (IOException full) {
                throw Problem.of(
                        Problem.Kind.EXHAUSTED,
                        "NOT_LOGGED",
                        "tournaments",
                        "a disk that takes them",
                        String.valueOf(full.getMessage()),
                        "");
            }
            hosted.put(made.present().getId(), made);
        }
        return made;
    }

    /** The oldest that have ended give their place to a new one. */
    private void makeRoom(Path root) throws IOException {
        List<String> ended = new ArrayList<>(left.keySet());
        Collections.reverse(ended);
        hosted.forEach((id, one) -> {
            if (!one.running()) {
                ended.add(id);
            }
        });
        for (int k = 0; k < ended.size() && hosted.size() + left.size() >= MOST_KEPT; k++) {
            Records.delete(root.resolve(ended.get(k)));
            left.remove(ended.get(k));
            leftStandings.remove(ended.get(k));
            hosted.remove(ended.get(k));
        }
    }

    /** The caller holds the monitor. */
    private void readLeft() {
        if (!read) {
            read = true;
            try {
                for (walras.v1.Tournament one : Records.left(root())) {
                    left.put(one.getId(), one);
                    closeMatches(root().resolve(one.getId()));
                }
            } catch (IOException unreadable) {
                LOG.log(System.Logger.Level.WARNING, "earlier tournaments cannot be read", unreadable);
            }
        }
    }

    /** Matches that were being played when a server died have come back as sessions that nobody wants. */
    private void closeMatches(Path folder) throws IOException {
        Sessions sessions = services.sessions();
        for (Map.Entry<String, String> match : Runner.begun(folder).entrySet()) {
            if (sessions.all().stream().anyMatch(open -> open.id().equals(match.getKey()))) {
                sessions.close(sessions.claim(match.getKey(), match.getValue(), List.of())
                        .session());
            }
        }
    }

    /** The youngest first. */
    synchronized List<walras.v1.Tournament> all() {
        if (services.sessions().data().isEmpty()) {
            return List.of();
        }
        readLeft();
        List<walras.v1.Tournament> all = new ArrayList<>();
        hosted.values().forEach(one -> all.add(0, one.present()));
        all.addAll(left.values());
        return all;
    }

    walras.v1.Tournament find(String id) {
        return all().stream().filter(one -> one.getId().equals(id)).findFirst().orElseThrow(() -> unknown(id));
    }

    /** @throws Problem also for one that an earlier server has played */
    synchronized Hosted hosted(String id) {
        Hosted found = hosted.get(id);
        if (found == null) {
            throw unknown(id);
        }
        return found;
    }

    private static Problem unknown(String id) {
        String got = '"' + Words.cut(id, LONGEST_SHOWN) + '"';
        return Problem.of(Problem.Kind.NOT_FOUND, "UNKNOWN_TOURNAMENT", "id", "a tournament of this server", got, "");
    }

    /** The standings of a tournament; takes time. */
    GetStandingsResponse standings(String id) {
        walras.v1.Tournament tournament = find(id);
        boolean running = tournament.getState() == walras.v1.TournamentState.TOURNAMENT_STATE_RUNNING;
        return played(tournament).of(tournament.getPlayed(), running).toBuilder()
                .setTournament(tournament)
                .build();
    }

    /** The matches of a tournament that are over; takes time. */
    ListMatchesResponse matches(ListMatchesRequest request) {
        PlayedMatches.check(request);
        return played(find(request.getId())).matches(request);
    }

    /** @param tournament one that there is */
    private synchronized Standings played(walras.v1.Tournament tournament) {
        Hosted found = hosted.get(tournament.getId());
        return found != null
                ? found.standings()
                : leftStandings.computeIfAbsent(tournament.getId(), id -> old(root().resolve(id)));
    }

    private Standings old(Path folder) {
        try {
            Tournament tournament = HostedFile.read(Records.text(folder), services.registry());
            return new Standings(tournament, HostedFile.plan(tournament), folder);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Ends all tournaments that are being played; no more begin. */
    void close() {
        List<Hosted> running;
        synchronized (this) {
            closed = true;
            running = hosted.values().stream().filter(Hosted::running).toList();
        }
        running.forEach(Hosted::cancel);
        try {
            for (Hosted each : running) {
                each.join(FAREWELL_MILLIS);
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
