package walras.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Stands between a client and a server, and cuts their connections. */
final class CutProxy implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int server;
    private final List<Socket> open = new ArrayList<>();
    private int made;

    CutProxy(int server) throws IOException {
        this.server = server;
        start(() -> {
            while (true) {
                join(listener.accept());
            }
        });
    }

    String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    /** How many connections there have been. */
    synchronized int made() {
        return made;
    }

    synchronized void cut() throws IOException {
        for (Socket each : open) {
            each.close();
        }
        open.clear();
    }

    private synchronized void join(Socket client) throws IOException {
        Socket behind = new Socket(InetAddress.getLoopbackAddress(), server);
        open.addAll(List.of(client, behind));
        made++;
        copy(client, behind);
        copy(behind, client);
    }

    private static void copy(Socket from, Socket to) {
        start(() -> {
            try (from;
                    to;
                    InputStream in = from.getInputStream();
                    OutputStream out = to.getOutputStream()) {
                in.transferTo(out); // until either is cut
            }
        });
    }

    /** Something that ends when a socket is closed. */
    private interface Work {
        void go() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.go();
            } catch (IOException closed) {
                return; // a cut
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
    }
}
