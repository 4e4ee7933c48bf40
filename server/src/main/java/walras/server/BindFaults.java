package walras.server;

import io.netty.channel.unix.Errors.NativeIoException;
import java.io.IOException;
import java.nio.file.Path;

/** Says why an address could not be bound, by the flag that named it, and what to do. */
final class BindFaults {
    // Linux' own numbers, which Netty's epoll gives negative.
    private static final int ACCESS = -13;
    private static final int IN_USE = -98;
    private static final int NOT_HERE = -99;

    private BindFaults() {}

    /** Of a host and a port. */
    static IOException tcp(String hostFlag, String host, String portFlag, int port, IOException thrown) {
        String what = portFlag + " " + port + " on " + hostFlag + " " + host + ": ";
        return new IOException(what + reason(thrown, hostFlag, portFlag, host));
    }

    private static String reason(IOException thrown, String hostFlag, String portFlag, String host) {
        if (is(thrown, IN_USE, "already in use")) {
            return "another program listens there; give " + portFlag + " another, or 0 for any free one";
        }
        if (is(thrown, ACCESS, "ermission denied")) {
            return "this user may not listen there; give " + portFlag + " another, 1024 or more";
        }
        if (is(thrown, NOT_HERE, "assign requested address")) {
            return host + " is no address of this machine; give " + hostFlag + " one that is, or 0.0.0.0 for all";
        }
        return FileFaults.line(deepest(thrown));
    }

    /** Of a Unix domain socket. */
    static IOException uds(Path path, IOException thrown) {
        String reason = is(thrown, ACCESS, "ermission denied")
                ? "this user may not make a socket there"
                : FileFaults.line(deepest(thrown));
        return new IOException("--uds " + path + ": " + reason);
    }

    private static boolean is(IOException thrown, int number, String words) {
        IOException deepest = deepest(thrown);
        return (deepest instanceof NativeIoException system && system.expectedErr() == number)
                || String.valueOf(deepest.getMessage()).contains(words);
    }

    private static IOException deepest(IOException thrown) {
        IOException deepest = thrown;
        while (deepest.getCause() instanceof IOException cause) {
            deepest = cause;
        }
        return deepest;
    }
}
