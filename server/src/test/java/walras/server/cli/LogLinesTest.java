package walras.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import walras.server.RunningServer;

/** The log is for operators: strangers do not fill it. */
final class LogLinesTest {
    private static final Logger CONNECTIONS = Logger.getLogger("io.grpc.netty.NettyServerTransport.connections");

    // Guards the log against port scans and browsers: one line for each connection that is no HTTP/2, without a trace.
    @Test
    void connections_thatAreNoHttp2_areOneLine() throws Exception {
        LogLines.begin();
        List<LogRecord> records = new CopyOnWriteArrayList<>();
        Handler keeping = keeping(records);
        CONNECTIONS.addHandler(keeping);
        try (RunningServer running = new RunningServer(settings -> settings);
                Socket stranger = new Socket(
                        InetAddress.getLoopbackAddress(), running.server().port())) {
            OutputStream out = stranger.getOutputStream();
            out.write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            RunningServer.await("a record", () -> !records.isEmpty());
        } finally {
            CONNECTIONS.removeHandler(keeping);
        }
        assertEquals(1, records.size());
        assertNull(records.get(0).getThrown());
        String message = records.get(0).getMessage();
        assertTrue(message.contains("Unexpected HTTP/1.x request"), message);
        assertEquals(1, message.lines().count());
    }

    private static Handler keeping(List<LogRecord> records) {
        return new Handler() {
            @Override
            public void publish(LogRecord record) {
                records.add(record);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }
}
