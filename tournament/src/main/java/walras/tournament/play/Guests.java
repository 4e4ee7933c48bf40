package walras.tournament.play;

import walras.tournament.file.Entrant;
import walras.tournament.plan.Match;

/** Tells entrants that connect themselves where to come. Called by the threads that play matches. */
public interface Guests {
    /**
     * A seat waits.
     *
     * @param address {@code walras://HOST:PORT/SESSION?ticket=TICKET}, without a host where the guest is at the server already
     */
    void invite(Match match, int seat, Entrant guest, String address);

    /** The match is over, and its seats wait no more. */
    default void over(Match match) {}
}
