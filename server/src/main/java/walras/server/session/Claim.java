package walras.server.session;

import java.util.List;
import walras.env.Problem;
import walras.server.session.work.Limits;

/**
 * What a caller may do in a session: its tokens have been checked.
 *
 * @param host true if the caller showed the host's token
 * @param seats indices of the seats whose tickets it showed, ascending
 */
public record Claim(Session session, boolean host, List<Integer> seats) {
    public Claim {
        seats = seats.stream().sorted().distinct().toList();
    }

    /**
     * What these tokens allow.
     *
     * @param hostToken empty where the caller does not claim to be the host
     * @throws Problem TOKEN_WRONG if anything that was shown does not fit
     */
    static Claim of(Session session, String hostToken, List<String> tickets, Limits limits) {
        boolean host = session.identity().host(hostToken);
        Limits.require("access.tickets", "seats", tickets.size(), limits.seats());
        return new Claim(session, host, session.identity().seats(tickets));
    }

    /** @throws Problem TOKEN_MISSING if the caller is not the host */
    public Claim requireHost(String what) {
        if (!host) {
            throw missing(what, "the host's token");
        }
        return this;
    }

    /** @throws Problem TOKEN_MISSING if the caller showed no ticket */
    public Claim requireSeats(String what) {
        if (seats.isEmpty()) {
            throw missing(what, "a ticket");
        }
        return this;
    }

    /** True if the seat is among the caller's. */
    public boolean holds(int seat) {
        return seats.contains(seat);
    }

    /**
     * Refuses acts for others' seats.
     *
     * @param acting {@code [k]} indices of seats, at least one
     * @throws Problem BAD_REQUEST, TOKEN_MISSING or UNKNOWN_SEAT
     */
    public void requireSeats(int[] acting) { // [k]
        if (acting.length == 0) {
            throw Problem.request("act.frames", "at least one", "none");
        }
        for (int k = 0; k < acting.length; k++) {
            if (!holds(acting[k])) {
                requireSeat("act.frames[" + k + "].seat", acting[k]);
            }
        }
    }

    /** @throws Problem TOKEN_MISSING or UNKNOWN_SEAT if the seat is not among the caller's */
    public void requireSeat(String where, int seat) {
        if (seat < 0 || seat >= session.seats().size()) {
            throw Problem.of(
                    Problem.Kind.NOT_FOUND,
                    "UNKNOWN_SEAT",
                    where,
                    "a seat from 0 to " + (session.seats().size() - 1),
                    Integer.toString(seat),
                    seats.isEmpty() ? "" : seats.get(0).toString());
        }
        if (!seats.contains(seat)) {
            throw missing(where, "the ticket of seat " + seat);
        }
    }

    private static Problem missing(String where, String expected) {
        return Problem.of(Problem.Kind.UNAUTHENTICATED, "TOKEN_MISSING", where, expected, "none", "");
    }
}
