package walras.tournament.service;

import com.google.protobuf.Timestamp;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import walras.env.Nearest;
import walras.env.Problem;
import walras.server.caller.Audit;
import walras.server.caller.Caller;
import walras.server.rpc.InnerCalls;
import walras.server.rpc.Services;
import walras.server.session.plan.Secret;
import walras.server.session.work.Limits;
import walras.tournament.file.Entrant;
import walras.tournament.plan.Plan;
import walras.tournament.play.Runner;
import walras.tournament.store.Store;
import walras.v1.Tournament;
import walras.v1.TournamentEntrant;
import walras.v1.TournamentState;

/** One tournament that this server plays: its thread, what its watchers are told, and the tokens that it asks for. */
final class Hosted {
    private static final System.Logger LOG = System.getLogger("walras.tournament");

    private static final long MATCHES_AT_ONCE = 4;

    private final Services services;
    private final Caller caller;
    private final walras.tournament.file.Tournament tournament;
    private final Plan plan;
    private final Path folder;
    private final Secret hostToken = Secret.random();
    private final Map<String, Secret> guests = new LinkedHashMap<>(); // by entrant
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
    private final Invitations invitations = new Invitations(this::changed);
    private final Standings standings;
    private final int atOnce; // matches
    private final Thread thread;

    private Tournament present; // guarded by this
    private boolean cancelled; // guarded by this

    /**
     * @param folder of its own, of its id
     * @throws Problem LIMIT where a match has more rows than its maker's quota
     */
    Hosted(Services services, Caller caller, walras.tournament.file.Tournament tournament, Path folder) {
        this.services = services;
        this.caller = caller;
        this.tournament = tournament;
        this.folder = folder;
        int rows = tournament.settings().stream()
                .mapToInt(setting -> setting.rows())
                .max()
                .orElse(1);
        Limits.require(
                "environments: rows", "rows", rows, services.sessions().limits().rows());
        atOnce = (int) Math.max(1, Math.min(MATCHES_AT_ONCE, caller.sessionsOf(rows)));
        plan = HostedFile.plan(tournament);
        standings = new Standings(tournament, plan, folder);
        long now = System.currentTimeMillis();
        Tournament.Builder made = Tournament.newBuilder()
                .setId(String.valueOf(folder.getFileName()))
                .setName(tournament.name())
                .setState(TournamentState.TOURNAMENT_STATE_RUNNING)
                .setMatches(plan.matches().size())
                .setCreateTime(Timestamp.newBuilder().setSeconds(now / 1000).setNanos((int) (now % 1000) * 1_000_000));
        for (Entrant entrant : tournament.entrants()) {
            made.addEntrants(
                    TournamentEntrant.newBuilder().setName(entrant.name()).setKind(entrant.kind()));
            if (entrant.guest()) {
                guests.put(entrant.name(), Secret.random());
            }
        }
        present = made.build();
        thread = new Thread(this::run, "walras-tournament-" + present.getId().substring(0, 8));
        thread.setDaemon(true);
    }

    /** @throws Problem LIMIT where its maker's quota has no room */
    void start() throws IOException {
        caller.tournamentBegins();
        boolean begun = false;
        try {
            Files.createDirectories(folder);
            Records.write(folder, present, tournament.text());
            Audit.didTournament(
                    caller,
                    "made",
                    present().getId(),
                    tournament.name() + ", " + plan.matches().size() + " matches");
            thread.start();
            begun = true;
        } finally {
            if (!begun) {
                caller.tournamentEnds();
            }
        }
    }

    synchronized Tournament present() {
        return present;
    }

    boolean running() {
        return present().getState() == TournamentState.TOURNAMENT_STATE_RUNNING;
    }

    String hostToken() {
        return hostToken.reveal();
    }

    /** The token of each entrant that connects itself; told to the tournament's maker alone. */
    Map<String, Secret> guests() {
        return guests;
    }

    Invitations invitations() {
        return invitations;
    }

    Standings standings() {
        return standings;
    }

    /** @throws Problem TOKEN_WRONG for another token */
    void requireHost(String token) {
        if (!hostToken.matches(token)) {
            throw wrong("host_token", "the tournament's host token");
        }
    }

    /** @throws Problem BAD_REQUEST for an unknown entrant, TOKEN_WRONG for another token */
    void requireGuest(String entrant, String token) {
        Secret right = guests.get(entrant);
        if (right == null) {
            throw Problem.of(
                    Problem.Kind.INVALID,
                    "BAD_REQUEST",
                    "entrant",
                    guests.isEmpty()
                            ? "no entrant, as none connects itself"
                            : "one of " + String.join(", ", guests.keySet()),
                    '"' + entrant + '"',
                    Nearest.nearest(entrant, guests.keySet()));
        } else if (!right.matches(token)) {
            throw wrong("entrant_token", "the token of " + entrant);
        }
    }

    private static Problem wrong(String where, String expected) {
        return Problem.of(Problem.Kind.DENIED, "TOKEN_WRONG", where, expected, "another", "");
    }

    /** @param watcher is told whenever there is something new; runs on any thread, and must not block */
    void watch(Runnable watcher) {
        watchers.add(watcher);
    }

    void leave(Runnable watcher) {
        watchers.remove(watcher);
    }

    private void changed() {
        watchers.forEach(Runnable::run);
    }

    /** Ends the tournament; does nothing to one that has ended. */
    void cancel() {
        synchronized (this) {
            cancelled = true;
        }
        thread.interrupt();
    }

    /** Waits until the tournament's thread has ended, so long at most. */
    void join(long millis) throws InterruptedException {
        thread.join(millis);
    }

    private void run() {
        TournamentState end = TournamentState.TOURNAMENT_STATE_FAILED;
        String error = "the server failed";
        try {
            play();
            end = TournamentState.TOURNAMENT_STATE_FINISHED;
            error = "";
        } catch (InterruptedException | RuntimeException | IOException ended) {
            boolean asked = asked();
            end = asked ? TournamentState.TOURNAMENT_STATE_CANCELLED : end;
            error = asked ? "" : String.valueOf(ended.getMessage());
            LOG.log(
                    asked ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
                    "tournament " + present().getId(),
                    ended);
        } finally {
            Thread.interrupted(); // it was cancelled, which is to be written down
            end(end, error);
        }
    }

    private void play() throws IOException, InterruptedException {
        try (InnerCalls inner = services.inner(caller);
                Store store = Store.open(folder.resolve(Records.STORE))) {
            new Runner(
                            tournament,
                            folder,
                            new Runner.Settings(atOnce, "", folder),
                            new PrintWriter(Writer.nullWriter()))
                    .playWithin(
                            inner.channel(),
                            services.sessions().data().orElseThrow(),
                            store,
                            services.registry(),
                            invitations,
                            (done, total, note) -> played((int) done));
        }
    }

    private synchronized boolean asked() {
        return cancelled;
    }

    private void played(int count) {
        synchronized (this) {
            present = present.toBuilder()
                    .setPlayed(Math.max(count, present.getPlayed()))
                    .build();
        }
        changed();
    }

    private void end(TournamentState state, String error) {
        caller.tournamentEnds(); // before anybody hears of the end, who may begin the next
        String why = state.name().replace("TOURNAMENT_STATE_", "").toLowerCase(Locale.ROOT);
        Audit.didTournament(caller, "has no more the", present().getId(), why + (error.isEmpty() ? "" : ", " + error));
        Tournament ended;
        synchronized (this) {
            present = present.toBuilder().setState(state).setError(error).build();
            ended = present;
        }
        try {
            Records.write(folder, ended, tournament.text());
        } catch (IOException full) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the end of tournament " + ended.getId() + " is not written down",
                    full);
        }
        changed();
    }
}
