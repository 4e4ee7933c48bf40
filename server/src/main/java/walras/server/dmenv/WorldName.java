package walras.server.dmenv;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import walras.env.Problem;
import walras.server.session.Claim;
import walras.server.session.Seat;
import walras.server.session.Session;
import walras.server.session.Sessions;
import walras.server.session.plan.Secret;

/**
 * Names of worlds, {@code SESSION?ticket=TICKET&host=TOKEN}: what comes behind the slash in an address of seats, with the host's
 * token where its holder may reset and destroy the world. As secret as what is in it.
 */
final class WorldName {
    private static final String TICKET = "ticket=";
    private static final String HOST = "host=";

    private WorldName() {}

    /** The name with every right to a session that has just been made. */
    static String of(Session session) {
        StringBuilder name = new StringBuilder(session.id()).append('?').append(HOST);
        name.append(session.hostToken().reveal());
        session.seats().stream()
                .map(Seat::ticket)
                .filter(Objects::nonNull)
                .map(Secret::reveal)
                .forEach(ticket -> name.append('&').append(TICKET).append(ticket));
        return name.toString();
    }

    /**
     * What a name gives the right to.
     *
     * @throws Problem UNKNOWN_SESSION, TOKEN_WRONG, or BAD_REQUEST for what is no name
     */
    static Claim claim(String name, Sessions sessions) {
        int question = name.indexOf('?');
        String host = "";
        List<String> tickets = new ArrayList<>();
        for (String right :
                question < 0 ? new String[0] : name.substring(question + 1).split("&", -1)) {
            if (right.startsWith(TICKET)) {
                tickets.add(right.substring(TICKET.length()));
            } else if (right.startsWith(HOST)) {
                host = right.substring(HOST.length());
            } else {
                throw Problem.request("world_name", "SESSION?ticket=TICKET", "something else behind the question mark");
            }
        }
        return sessions.claim(question < 0 ? name : name.substring(0, question), host, tickets);
    }
}
