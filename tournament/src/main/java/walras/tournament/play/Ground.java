package walras.tournament.play;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import walras.env.Registry;
import walras.tournament.file.Entrant;
import walras.tournament.file.Tournament;
import walras.tournament.plan.Match;
import walras.tournament.store.Store;

/**
 * What all matches share.
 *
 * @param own the tournament's own server; null where another one plays
 * @param guests tells the entrants that connect themselves
 * @param lengths steps of the longest match of each setting so far
 */
record Ground(
        Tournament tournament,
        Path out,
        Registry registry,
        Store store,
        ServerLink link,
        @Nullable OwnServer own,
        Watchdog watchdog,
        PrintWriter said,
        Guests guests,
        Map<Integer, Integer> lengths) {
    static Ground of(
            Tournament tournament,
            Path out,
            Registry registry,
            Store store,
            ServerLink link,
            @Nullable OwnServer own,
            Watchdog watchdog,
            PrintWriter said,
            Guests guests) {
        return new Ground(
                tournament, out, registry, store, link, own, watchdog, said, guests, new ConcurrentHashMap<>());
    }

    /** Files with tokens of matches that are being played. */
    Path secrets() {
        return out.resolve("private");
    }

    Entrant entrant(Match match, int seat) {
        return tournament.entrants().get(match.pairing().seating().get(seat));
    }

    /** True if built-in policies play alone. */
    boolean byItself(Match match) {
        return match.pairing().seating().stream()
                .allMatch(entrant -> tournament.entrants().get(entrant).policy().isPresent());
    }

    /** Has the server started again, if it is ours and has died. */
    void revive() throws IOException, InterruptedException {
        if (own != null) {
            own.revive();
        }
        link.reconnect();
    }

    /** Grows when the server is started again. */
    int serverStarts() {
        return own == null ? 0 : own.starts();
    }

    void say(String line) {
        synchronized (said) {
            said.println(line);
            said.flush();
        }
    }
}
