package walras.client;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import walras.v1.Access;
import walras.v1.CreateSessionResponse;
import walras.v1.GetSessionRequest;
import walras.v1.ResetConfig;
import walras.v1.ResetRequest;

/** Has a session that others play in: hands out tickets, resets and closes. */
public final class Host implements AutoCloseable {
    private final Client client;
    private final Access access;
    private final Map<String, String> tickets = new LinkedHashMap<>();

    Host(Client client, CreateSessionResponse made) {
        this.client = client;
        walras.v1.Session session = made.getSession();
        access = Client.access(session.getId(), made.getHostToken(), List.of());
        made.getTicketsList()
                .forEach(each -> tickets.put(Seat.labelOf(session.getSeats(each.getSeat())), each.getTicket()));
    }

    /** The session's id. */
    public String id() {
        return access.getSessionId();
    }

    /** A ticket by the label of each seat for a participant, in the order of the seats. */
    public Map<String, String> tickets() {
        return Collections.unmodifiableMap(tickets);
    }

    /** The address of seats, for {@link Client#join}. The holder of the address may take them. */
    public String address(String... labels) {
        List<String> wanted = Arrays.stream(labels)
                .map(label -> Turn.named("seat", tickets, label))
                .toList();
        return client.addressOf(id(), wanted).toString();
    }

    /** Starts new episodes in all rows of shard 0; the participants get the turn. */
    public void reset() throws InterruptedException {
        reset(ResetConfig.getDefaultInstance());
    }

    /** Starts new episodes; the participants get the turn. */
    public void reset(ResetConfig config) throws InterruptedException {
        ResetRequest request =
                ResetRequest.newBuilder().setAccess(access).setReset(config).build();
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
        client.closeSession(access);
    }
}
