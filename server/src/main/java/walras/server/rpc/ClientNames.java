package walras.server.rpc;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import walras.env.Words;

/** Writes into the server's log who connects, {@code walras-python/0.1.0}: each name once, and no more than some hundred. */
final class ClientNames {
    private static final System.Logger LOG = System.getLogger("walras.server");
    private static final int LONGEST = 80;
    private static final int MOST = 100;

    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    /** @param client as it calls itself; empty where it does not say */
    void connected(String client) {
        String name = Words.cut(client, LONGEST);
        if (!name.isEmpty() && seen.size() < MOST && seen.add(name)) {
            LOG.log(System.Logger.Level.INFO, "client {0}", name);
        }
    }
}
