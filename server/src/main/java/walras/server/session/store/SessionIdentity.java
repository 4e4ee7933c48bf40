package walras.server.session.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.env.Words;
import walras.server.log.LogRecord;
import walras.server.report.Json;
import walras.server.session.plan.SeatPlan;
import walras.server.session.plan.Secret;
import walras.server.session.plan.SessionConfig;
import walras.server.session.plan.SessionPlan;

/**
 * What makes a session the same one after the server was started again.
 *
 * @param tickets by the index of remote seats
 */
public record SessionIdentity(String id, Secret hostToken, Map<Integer, Secret> tickets, long createdEpochMillis) {
    private static final int LONGEST_TICKET = 64;

    /** That of a new session. */
    public static SessionIdentity random(SessionPlan plan, long createdEpochMillis) {
        Map<Integer, Secret> tickets = new LinkedHashMap<>();
        for (SeatPlan seat : plan.seats()) {
            if (seat.config().remote()) {
                tickets.put(seat.index(), Secret.random());
            }
        }
        return new SessionIdentity(Secret.randomText(), Secret.random(), tickets, createdEpochMillis);
    }

    /**
     * Whether a host's token was shown.
     *
     * @param shown empty where the caller does not claim to be the host
     * @throws Problem TOKEN_WRONG for another one
     */
    public boolean host(String shown) {
        if (!shown.isEmpty() && !hostToken.matches(shown)) {
            throw wrong("access.host_token", "the host's token");
        }
        return !shown.isEmpty();
    }

    /**
     * The seats whose tickets were shown.
     *
     * @throws Problem TOKEN_WRONG for one of no seat
     */
    public List<Integer> seats(List<String> shown) {
        List<Integer> seats = new ArrayList<>();
        for (int k = 0; k < shown.size(); k++) {
            Secret ticket = Secret.of(Words.cut(shown.get(k), LONGEST_TICKET));
            String where = "access.tickets[" + k + "]";
            seats.add(tickets.entrySet().stream()
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

    /** The first record of a shard's log. */
    public LogRecord.Header header(SessionConfig config, int shard) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("format", 1);
        json.put("id", id);
        json.put("shard", shard);
        json.put("created_epoch_millis", createdEpochMillis);
        json.put("host_token_sha256", hostToken.hash());
        Map<String, @Nullable Object> hashes = new LinkedHashMap<>();
        tickets.forEach((seat, ticket) -> hashes.put(Integer.toString(seat), ticket.hash()));
        json.put("tickets_sha256", hashes);
        json.put("config", ConfigJson.write(config));
        return new LogRecord.Header(Json.line(json));
    }

    static SessionIdentity read(JsonObject header) {
        if (header.integer("format") != 1) {
            throw new IllegalArgumentException("format: expected 1, got " + header.integer("format"));
        }
        Map<Integer, Secret> tickets = new LinkedHashMap<>();
        header.object("tickets_sha256")
                .values()
                .forEach((seat, hash) -> tickets.put(Integer.valueOf(seat), Secret.ofHash(String.valueOf(hash))));
        return new SessionIdentity(
                header.text("id"),
                Secret.ofHash(header.text("host_token_sha256")),
                tickets,
                header.number("created_epoch_millis"));
    }
}
