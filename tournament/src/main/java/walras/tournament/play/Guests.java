package walras.tournament.play;

import walras.tournament.file.Entrant;
import walras.tournament.plan.Match;

/** Tells entrants that connect themselves where to come. Called by the threads that play matches. */
public interface Guests {
    /**
     * A seat waits.
     *
     * @param session at the server where the guest is already
     */
    void invite(Match match, int seat, Entrant guest, String session, String ticket);

    /** The match is over, and its seats wait no more. */
    default void over(Match match) {}
}
