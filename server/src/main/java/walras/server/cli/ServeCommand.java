package walras.server.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import walras.server.ServerSettings;
import walras.server.Signals;
import walras.server.WalrasServer;

/** The server; ends when it is told to terminate, after it has drained. */
@Command(
        name = "serve",
        description =
                "Starts the server. Prints one line with its addresses when it is ready; SIGTERM drains and exits 0.",
        footer = "Every flag is a variable and a key of the file too: docs/configuration.md.",
        modelTransformer = SettingFlags.class,
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        ServerSettings settings = SettingFlags.settings(spec);
        if (settings.values().text("log-format").orElse("").equals("json")) {
            LogLines.json();
        }
        LogQueue.begin();
        try (WalrasServer server = WalrasServer.start(settings)) {
            stopOnSignals(server);
            Signals.on("HUP", server::reload);
            PrintWriter out = spec.commandLine().getOut();
            out.println(server.addresses());
            out.flush();
            server.await();
        }
        return Walras.good();
    }

    /** The first signal drains, the second ends the drain, and a third one ends the process. */
    private static void stopOnSignals(WalrasServer server) {
        AtomicInteger count = new AtomicInteger();
        Runnable stop = () -> {
            switch (count.incrementAndGet()) {
                case 1 -> server.close();
                case 2 -> server.hurry();
                default -> Runtime.getRuntime().halt(Walras.good());
            }
        };
        Signals.on("TERM", stop);
        Signals.on("INT", stop);
    }
}
