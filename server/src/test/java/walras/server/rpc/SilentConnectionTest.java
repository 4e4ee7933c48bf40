package walras.server.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import walras.server.RunningServer;

/** Connections of strangers that say nothing, half of HTTP/2's greeting or all of it, and then no more. */
@Tag("full") // waits for the pings of keep-alive, half a minute
final class SilentConnectionTest {
    private static final int PATIENCE_MILLIS = 60_000;

    @ParameterizedTest
    @ValueSource(strings = {"", "PRI * HTTP/2.0\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"})
    void connection_thatSaysNoMore_isClosed(String greeting) throws IOException {
        try (RunningServer running = new RunningServer(settings -> settings);
                Socket silent = new Socket(
                        InetAddress.getLoopbackAddress(), running.server().port())) {
            silent.setSoTimeout(PATIENCE_MILLIS);
            silent.getOutputStream().write(greeting.getBytes(StandardCharsets.US_ASCII));
            InputStream in = silent.getInputStream();
            byte[] heard = new byte[4096];
            int read = in.read(heard);
            while (read > 0) { // settings, pings
                read = in.read(heard);
            }
            assertEquals(-1, read);
        }
    }
}
