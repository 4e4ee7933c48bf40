package walras.server.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import walras.env.Problem;
import walras.server.ServerConfig;
import walras.server.Signals;
import walras.server.WalrasServer;

/**
 * A server that belongs to the program that started it: no port, a socket and shared memory in that program's own folder, and an end
 * when standard input ends, which the operating system sees to however the program dies.
 */
@Command(
        name = "serve-local",
        description =
                "Starts a server for the program that calls this: on DIR/walras.sock and in memory shared through DIR, on no"
                        + " port. Prints one line when it is ready; ends when its standard input does, and takes DIR away.",
        mixinStandardHelpOptions = true)
final class ServeLocalCommand implements Callable<Integer> {
    private static final System.Logger LOG = System.getLogger("walras.server");
    private static final long LAST_MILLIS = 1_000;

    private final AtomicReference<@Nullable WalrasServer> running = new AtomicReference<>();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "DIR", description = "A folder that nobody but its user may enter.")
    private Path folder = Path.of("");

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!Files.isDirectory(folder)) {
            throw Problem.request("serve-local", "a folder", folder.toString());
        }
        ServerConfig config = ServerConfig.builder()
                .port(ServerConfig.NO_PORT)
                .httpPort(ServerConfig.NO_PORT)
                .socket(folder.resolve("walras.sock"))
                .sharedMemory(Optional.of(folder))
                .drainTime(Duration.ZERO)
                .build();
        endWithInput();
        try (WalrasServer server = WalrasServer.start(config)) {
            running.set(server);
            Signals.on("TERM", server::close);
            PrintWriter out = spec.commandLine().getOut();
            out.println(server.addresses());
            out.flush();
            server.await();
        }
        removeFolder();
        return Walras.good();
    }

    /** Before the server starts: its program may die while it does. */
    private void endWithInput() {
        Thread reader = new Thread(() -> {
            awaitEnd(System.in);
            haltLater();
            WalrasServer server = running.get();
            if (server == null) {
                removeFolder();
                Runtime.getRuntime().halt(Walras.good());
            } else {
                server.hurry();
                server.close();
            }
        });
        reader.setName("walras-parent");
        reader.setDaemon(true);
        reader.start();
    }

    private static void awaitEnd(InputStream input) {
        try {
            while (input.read() != -1) {
                // whatever is written there is no end
            }
        } catch (IOException broken) {
            // a pipe that cannot be read has ended
        }
    }

    /** Nobody waits for this server any more: what cannot end within a second ends with the process. */
    private static void haltLater() {
        Thread halt = new Thread(() -> {
            try {
                Thread.sleep(LAST_MILLIS);
            } catch (InterruptedException hurried) {
                Thread.currentThread().interrupt();
            }
            Runtime.getRuntime().halt(Walras.good());
        });
        halt.setDaemon(true);
        halt.start();
    }

    private void removeFolder() {
        try {
            Files.deleteIfExists(folder);
        } catch (IOException kept) {
            LOG.log(System.Logger.Level.INFO, "left behind: " + folder, kept);
        }
    }
}
