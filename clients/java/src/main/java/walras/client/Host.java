package walras.client;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import walras.v1.Access;
import walras.v1.CloseSessionRequest;
import walras.v1.CreateSessionResponse;
import walras.v1.GetSessionRequest;
import walras.v1.ResetRequest;

/** Has a session that others play in: hands out tickets, resets and closes. */
public final class Host implements AutoCloseable {
    private final Client client;
    private final walras.v1.Session session;
    private final Access access;
    private final Map<String, String> tickets = new LinkedHashMap<>();

    Host(Client client, CreateSessionResponse made) {
        this.client = client;
        session = made.getSession();
        access = Access.newBuilder()
                .setSessionId(session.getId())
                .setHostToken(made.getHostToken())
                .build();
        made.getTicketsList()
                .forEach(each -> tickets.put(Seat.labelOf(session.getSeats(each.getSeat())), each.getTicket()));
    }

    /** The session's id. */
    public String id() {
        return session.getId();
    }

    /** A ticket by the label of each seat for a participant, in the order of the seats. */
    public Map<String, String> tickets() {
        return Collections.unmodifiableMap(tickets);
    }

    /** The address of seats, for {@link Client#join}. Whoever has it may take them. */
    public String address(String... labels) {
        List<String> wanted = new ArrayList<>();
        for (String label : labels) {
            String ticket = tickets.get(label);
            if (ticket == null) {
                throw WalrasException.badRequest("seat", "one of " + tickets.keySet(), label);
            }
            wanted.add(ticket);
        }
        return client.addressOf(id(), wanted).text();
    }

    /** Starts new episodes in all rows of shard 0; the participants get the turn. */
    public void reset() throws InterruptedException {
        reset(new ResetOptions());
    }

    /** Starts new episodes; the participants get the turn. */
    public void reset(ResetOptions options) throws InterruptedException {
        ResetRequest request = ResetRequest.newBuilder()
                .setAccess(access)
                .setReset(options.config())
                .build();
        client.call(() -> client.sessionCalls().reset(request));
    }

    /** The session as it stands: seats, last steps, options. */
    public walras.v1.Session describe() throws InterruptedException {
        GetSessionRequest request =
                GetSessionRequest.newBuilder().setAccess(access).build();
        return client.call(() -> client.sessionCalls().getSession(request)).getSession();
    }

    /** Ends the session for everybody. */
    @Override
    public void close() {
        CloseSessionRequest request =
                CloseSessionRequest.newBuilder().setAccess(access).build();
        try {
            client.call(() -> client.sessionCalls().closeSession(request));
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }
}
