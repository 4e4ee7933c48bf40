package walras.server.json;

import java.util.List;
import java.util.stream.Stream;
import walras.server.caller.Role;
import walras.server.http.Exchange;

/**
 * The secrets of a session that a request shows, in headers, for addresses end in logs. Tickets stand in a header each, or in one
 * with commas between them, which is the same in HTTP and all that a browser's scripts can send.
 *
 * @param hostToken empty for none
 */
record Shown(String hostToken, List<String> tickets) {
    static Shown by(Exchange exchange) {
        String host = exchange.header("walras-host-token");
        List<String> tickets = exchange.headers("walras-ticket").stream()
                .flatMap(line -> Stream.of(line.split(",", -1)))
                .map(String::strip)
                .toList();
        return new Shown(host == null ? "" : host, tickets);
    }

    /** Who may look at what these secrets open: everybody's frames, some seats', or what is public. */
    Role leastRole() {
        if (!hostToken.isEmpty()) {
            return Role.HOST;
        }
        return tickets.isEmpty() ? Role.SPECTATOR : Role.PLAYER;
    }
}
