package walras.server.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Stands between a client and a server: cuts their connections, and keeps answers back. */
final class Between implements AutoCloseable {
    private static final int CHUNK_BYTES = 1 << 16;
    private static final int PATIENCE_MILLIS = 20_000;

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int server;
    private final List<Socket> open = new ArrayList<>();
    private int made;
    private boolean holding;
    private long held; // bytes that did not reach the client

    Between(int server) throws IOException {
        this.server = server;
        start(() -> {
            while (true) {
                join(listener.accept());
            }
        });
    }

    String place() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    /** How many connections there have been. */
    synchronized int made() {
        return made;
    }

    /** From now on nothing that the server says reaches the client, until the connection is cut. */
    synchronized void hold() {
        holding = true;
        held = 0;
    }

    /** Waits until so many bytes were kept back, and cuts. */
    synchronized void loseAnswer(long bytes) throws InterruptedException, IOException {
        long until = System.currentTimeMillis() + PATIENCE_MILLIS;
        while (held < bytes) {
            long left = until - System.currentTimeMillis();
            CaseFailure.unless(left > 0, "the server has not answered what the client was to send");
            wait(Math.max(1, left));
        }
        cut();
    }

    synchronized void cut() throws IOException {
        for (Socket each : open) {
            each.close();
        }
        open.clear();
        holding = false;
    }

    private synchronized void join(Socket client) throws IOException {
        Socket behind = new Socket(InetAddress.getLoopbackAddress(), server);
        client.setTcpNoDelay(true);
        behind.setTcpNoDelay(true);
        open.addAll(List.of(client, behind));
        made++;
        start(() -> copy(client, behind, false));
        start(() -> copy(behind, client, true));
    }

    private void copy(Socket from, Socket to, boolean answers) throws IOException {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] chunk = new byte[CHUNK_BYTES];
            for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
                if (!answers || !kept(length)) {
                    out.write(chunk, 0, length);
                }
            }
        }
    }

    private synchronized boolean kept(int bytes) {
        held += holding ? bytes : 0;
        notifyAll();
        return holding;
    }

    /** Something that ends when a socket is closed. */
    private interface Work {
        void go() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.go();
                    } catch (IOException closed) {
                        return; // a cut
                    }
                },
                "between");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
    }
}
