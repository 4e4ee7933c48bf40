package walras.server.cli;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import walras.server.ServerSettings;
import walras.server.SettingTable;
import walras.server.WalrasServer;
import walras.server.config.ConfigPage;
import walras.server.config.Values;

/** Looks at the settings that a server would have. */
@Command(
        name = "config",
        description = "Checks or prints what flags, variables and the file say, as serve would take it.",
        mixinStandardHelpOptions = true,
        subcommands = {ConfigCommand.Check.class, ConfigCommand.Print.class})
final class ConfigCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** Says what is wrong. */
    @Command(
            name = "check",
            description = "Reads everything that serve would read, certificates and tokens too, and says what is wrong:"
                    + " FILE:LINE:COLUMN, one line for each; exit 2, or 1 where a file cannot be read.",
            modelTransformer = SettingFlags.class,
            mixinStandardHelpOptions = true)
    static final class Check implements Callable<Integer> {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Parameters(arity = "0..1", paramLabel = "FILE", description = "As --config.")
        private @Nullable Path file;

        @Override
        public Integer call() throws IOException {
            ServerSettings settings = SettingFlags.settings(spec, file);
            WalrasServer.check(ServerSettings.config(settings.values()));
            String what = settings.file().map(Path::toString).orElse("no file; flags and variables");
            spec.commandLine().getOut().println(what + ": good");
            return Walras.good();
        }
    }

    /** Says what holds. */
    @Command(
            name = "print",
            description =
                    "Prints every setting, who says it, and nothing secret; what it prints is a file of settings.",
            modelTransformer = SettingFlags.class,
            mixinStandardHelpOptions = true)
    static final class Print implements Callable<Integer> {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Parameters(arity = "0..1", paramLabel = "FILE", description = "As --config.")
        private @Nullable Path file;

        @Option(names = "--json", description = "As {NAME: {value, from}}.")
        private boolean json;

        @Override
        public Integer call() throws IOException {
            Values values = SettingFlags.settings(spec, file).values();
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                JsonObject object = ConfigPage.json(SettingTable.ALL, values);
                out.println(new GsonBuilder()
                        .setPrettyPrinting()
                        .disableHtmlEscaping()
                        .create()
                        .toJson(object));
            } else {
                out.print(ConfigPage.yaml(SettingTable.ALL, values));
            }
            out.flush();
            return Walras.good();
        }
    }
}
