package walras.tournament.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import walras.tournament.file.Entrant;
import walras.tournament.plan.Match;
import walras.tournament.play.Guests;
import walras.v1.JoinTournamentResponse;

/** Seats, of matches that are being played, that wait for entrants that connect themselves. */
final class Invitations implements Guests {
    private final Runnable changed;
    private final Map<Integer, List<Invitation>> waiting = new TreeMap<>(); // by match; guarded by this
    private long last; // guarded by this

    /**
     * One seat.
     *
     * @param number in the order of the invitations
     */
    record Invitation(long number, String entrant, JoinTournamentResponse seat) {}

    /** @param changed is told that there are more invitations */
    Invitations(Runnable changed) {
        this.changed = changed;
    }

    @Override
    public void invite(Match match, int seat, Entrant guest, String session, String ticket) {
        JoinTournamentResponse at = JoinTournamentResponse.newBuilder()
                .setMatch(match.index())
                .setSessionId(session)
                .setTicket(ticket)
                .setSeat(match.setting().seats().get(seat).toString())
                .setEnvironment(match.setting().environment())
                .build();
        synchronized (this) {
            last++;
            waiting.computeIfAbsent(match.index(), any -> new ArrayList<>())
                    .add(new Invitation(last, guest.name(), at));
        }
        changed.run();
    }

    @Override
    public synchronized void over(Match match) {
        waiting.remove(match.index());
    }

    /** An entrant's invitations after a number, in order. */
    synchronized List<Invitation> after(long number, String entrant) {
        return waiting.values().stream()
                .flatMap(List::stream)
                .filter(one -> one.number() > number && one.entrant().equals(entrant))
                .sorted((a, b) -> Long.compare(a.number(), b.number()))
                .toList();
    }
}
