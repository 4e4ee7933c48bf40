package walras.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import walras.env.Problem;
import walras.server.config.ConfigException;

/**
 * Reads everything again that may change while the server runs: settings, certificates, tokens. They take effect together;
 * what is wrong with one of them leaves all as they were. No stream drops.
 */
final class Reload implements Runnable {
    private static final System.Logger LOG = System.getLogger("walras.server");

    private final Credentials credentials;
    private final Optional<LiveSettings> settings;
    private final Consumer<ServerConfig> taking;

    /** @param taking is given a configuration of which only what is live is new */
    Reload(Credentials credentials, Optional<LiveSettings> settings, Consumer<ServerConfig> taking) {
        this.credentials = credentials;
        this.settings = settings;
        this.taking = taking;
    }

    /** The files that can change. */
    List<Path> files() {
        List<Path> files = new ArrayList<>(credentials.files());
        settings.flatMap(LiveSettings::file).ifPresent(files::add);
        return files;
    }

    @Override
    public synchronized void run() {
        if (files().isEmpty()) {
            LOG.log(System.Logger.Level.INFO, "no file to read again");
            return;
        }
        try {
            Runnable exchange = credentials.read();
            if (settings.isPresent()) {
                read(settings.get());
            }
            exchange.run();
            LOG.log(System.Logger.Level.INFO, "settings, certificate and token were read again");
        } catch (IOException wrong) {
            refuse(FileFaults.line(wrong));
        } catch (ConfigException | Problem wrong) {
            refuse(String.valueOf(wrong.getMessage()).replace("\n", "; "));
        }
    }

    private void read(LiveSettings live) throws IOException {
        LiveSettings.Change change = live.read();
        ServerConfig config = ServerSettings.config(change.values());
        if (!change.waiting().isEmpty()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "takes effect when the server is started again: {0}",
                    String.join(", ", change.waiting()));
        }
        live.take(change.values());
        taking.accept(config);
    }

    private static void refuse(String why) {
        LOG.log(System.Logger.Level.ERROR, "settings, certificate and token stay as they were: {0}", why);
    }
}
