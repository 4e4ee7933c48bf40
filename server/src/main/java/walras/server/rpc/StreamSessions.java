package walras.server.rpc;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.server.session.Limits;
import walras.server.session.Session;
import walras.server.session.SessionConfig;

/** The sessions that one call has made, so that no caller takes all that the server has room for. */
final class StreamSessions {
    private static final int FEW = 64;

    private final PlayHost host;

    // Guarded by this.
    private final List<Session> made = new ArrayList<>();
    private int making;
    private int lookAt = FEW; // when there are so many, those that were closed are dropped

    StreamSessions(PlayHost host) {
        this.host = host;
    }

    /**
     * Makes a session.
     *
     * @throws Problem LIMIT if the call has too many open ones, or whatever else is wrong
     */
    Session make(SessionConfig config) {
        reserve();
        Session session = null;
        try {
            session = host.sessions().create(config);
            return session;
        } finally {
            made(session);
        }
    }

    private synchronized void reserve() {
        int limit = host.limits().streamSessions();
        if (made.size() + making >= Math.min(lookAt, limit)) {
            made.removeIf(Session::closed);
            lookAt = Math.max(FEW, 2 * made.size());
        }
        Limits.require("attach.create: sessions of this stream", "stream_sessions", made.size() + making + 1L, limit);
        making++;
    }

    private synchronized void made(@Nullable Session session) {
        making--;
        if (session != null) {
            made.add(session);
        }
    }
}
