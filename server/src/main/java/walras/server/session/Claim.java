package walras.server.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import walras.env.Problem;
import walras.env.Words;

/**
 * What a caller may do in a session: its tokens have been checked.
 *
 * @param host true if the caller showed the host's token
 * @param seats indices of the seats whose tickets it showed, ascending
 */
public record Claim(Session session, boolean host, List<Integer> seats) {
    private static final int LONGEST_TICKET = 64;

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
        boolean host = host(session.hostToken(), hostToken);
        Limits.require("access.tickets", "seats", tickets.size(), limits.seats());
        Map<Integer, Secret> secrets = new LinkedHashMap<>();
        for (Seat seat : session.seats()) {
            Secret secret = seat.ticket();
            if (secret != null) {
                secrets.put(seat.plan().index(), secret);
            }
        }
        return new Claim(session, host, seats(secrets, tickets));
    }

    /**
     * Whether a host's token was shown.
     *
     * @throws Problem TOKEN_WRONG for another one
     */
    static boolean host(Secret token, String shown) {
        if (!shown.isEmpty() && !token.matches(shown)) {
            throw wrong("access.host_token", "the host's token");
        }
        return !shown.isEmpty();
    }

    /**
     * The seats whose tickets were shown.
     *
     * @param secrets tickets by seat
     * @throws Problem TOKEN_WRONG for one of no seat
     */
    static List<Integer> seats(Map<Integer, Secret> secrets, List<String> shown) {
        List<Integer> seats = new ArrayList<>();
        for (int k = 0; k < shown.size(); k++) {
            Secret ticket = Secret.of(Words.cut(shown.get(k), LONGEST_TICKET));
            String where = "access.tickets[" + k + "]";
            seats.add(secrets.entrySet().stream()
                    .filter(seat -> seat.getValue().same(ticket))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElseThrow(() -> wrong(where, "a ticket of this session")));
        }
        return seats;
    }

    private static Problem wrong(String where, String expected) {
        return Problem.of(Problem.Kind.DENIED, "TOKEN_WRONG", where, expected, "another", "");
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
