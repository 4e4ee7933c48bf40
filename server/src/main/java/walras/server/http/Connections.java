package walras.server.http;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All open connections, and which of them wait for their client; touched by every event loop. */
final class Connections {
    private final int most;
    private final Set<HttpConnection> open = new LinkedHashSet<>();
    private final Set<HttpConnection> waiting = new LinkedHashSet<>(); // the one that has waited longest first

    Connections(int most) {
        this.most = most;
    }

    /** Takes a new one in, which waits for its first request. False if all others are being answered and it is too many. */
    boolean open(HttpConnection connection) {
        HttpConnection leaving = null;
        synchronized (this) {
            if (open.size() >= most) {
                leaving = longestWaiting();
                if (leaving == null) {
                    return false;
                }
                open.remove(leaving);
            }
            open.add(connection);
            waiting.add(connection);
        }
        if (leaving != null) {
            leaving.makeRoom();
        }
        return true;
    }

    private @Nullable HttpConnection longestWaiting() {
        Iterator<HttpConnection> all = waiting.iterator();
        if (!all.hasNext()) {
            return null;
        }
        HttpConnection first = all.next();
        all.remove();
        return first;
    }

    /** Its request is complete and is being answered. */
    synchronized void busy(HttpConnection connection) {
        waiting.remove(connection);
    }

    /** It waits for its client again. */
    synchronized void waits(HttpConnection connection) {
        if (open.contains(connection)) {
            waiting.add(connection);
        }
    }

    synchronized void closed(HttpConnection connection) {
        open.remove(connection);
        waiting.remove(connection);
    }

    synchronized int count() {
        return open.size();
    }
}
