package walras.server.session;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import walras.server.log.LogRecord;
import walras.server.report.Json;

/**
 * What makes a session the same one after the server was started again.
 *
 * @param tickets by the index of remote seats
 */
record SessionIdentity(String id, Secret hostToken, Map<Integer, Secret> tickets, long createdEpochMillis) {
    /** That of a new session. */
    static SessionIdentity random(SessionPlan plan, long createdEpochMillis) {
        Map<Integer, Secret> tickets = new LinkedHashMap<>();
        for (SeatPlan seat : plan.seats()) {
            if (seat.config().remote()) {
                tickets.put(seat.index(), Secret.random());
            }
        }
        return new SessionIdentity(Secret.randomText(), Secret.random(), tickets, createdEpochMillis);
    }

    /** The first record of a shard's log. */
    LogRecord.Header header(SessionConfig config, int shard) {
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
