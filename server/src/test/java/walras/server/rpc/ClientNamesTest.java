package walras.server.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who connects is in the log, and strangers do not fill it. */
final class ClientNamesTest {
    private static final Logger LOG = Logger.getLogger("walras.server");

    private final List<Object> names = new ArrayList<>();
    private final Handler keeping = new Handler() {
        @Override
        public void publish(LogRecord line) {
            if (line.getMessage().equals("client {0}")) {
                names.add(line.getParameters()[0]);
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        LOG.addHandler(keeping);
    }

    @AfterEach
    void stop() {
        LOG.removeHandler(keeping);
    }

    // Guards the operator's question of what plays here, in which version.
    @Test
    void connected_again_isSaidOnce() {
        ClientNames clients = new ClientNames();
        clients.connected("walras-python/0.1.0");
        clients.connected("walras-go/0.1.0");
        clients.connected("walras-python/0.1.0");
        clients.connected("");
        assertEquals(List.of("walras-python/0.1.0", "walras-go/0.1.0"), names);
    }

    // Guards the log against names that are long, that have lines, and that never end.
    @Test
    void connected_byStrangers_staysShort() {
        ClientNames clients = new ClientNames();
        clients.connected("evil\n2026 INFO all is well" + "x".repeat(10_000));
        assertTrue(names.get(0).toString().length() <= 80, names.get(0).toString());
        assertEquals(1, names.get(0).toString().lines().count());
        for (int k = 0; k < 1000; k++) {
            clients.connected("name-" + k);
        }
        assertEquals(100, names.size());
    }
}
