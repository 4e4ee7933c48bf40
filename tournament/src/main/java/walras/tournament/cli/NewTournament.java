package walras.tournament.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import walras.env.Problem;

/** Writes a tournament to begin with. */
@Command(
        name = "new",
        description =
                "Writes a commented file, and bots in Python, TypeScript, Go, Java and Rust in the folder bots beside it.",
        mixinStandardHelpOptions = true)
final class NewTournament implements Callable<Integer> {
    private static final String STARTER = "/walras/tournament/starter/";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "FILE", description = "The file to write, for example mine.yaml.")
    private Path file = Path.of("");

    @Override
    public Integer call() throws IOException {
        Path whole = file.toAbsolutePath();
        Path folder = whole.getParent() == null ? Path.of("/") : whole.getParent();
        Map<String, Path> files = new LinkedHashMap<>();
        files.put("tournament.yaml", whole);
        files.put("bot.py", folder.resolve("bots/bot.py"));
        files.put("bot.mjs", folder.resolve("bots/bot.mjs"));
        files.put("main.go", folder.resolve("bots/go/main.go"));
        files.put("go.mod", folder.resolve("bots/go/go.mod"));
        files.put("main.rs", folder.resolve("bots/rust/main.rs"));
        files.put("Cargo.toml", folder.resolve("bots/rust/Cargo.toml"));
        files.put("Bot.java", folder.resolve("bots/Bot.java"));
        for (Path target : files.values()) {
            if (Files.exists(target)) {
                throw Problem.request("tournament new", "a place where nothing is yet", target.toString());
            }
        }
        for (Map.Entry<String, Path> each : files.entrySet()) {
            Path parent = each.getValue().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.writeString(each.getValue(), text(each.getKey()));
        }
        spec.commandLine()
                .getOut()
                .println("written: " + file + " and bots/; play it: ./walras tournament run " + file);
        return 0;
    }

    private String text(String name) throws IOException {
        try (InputStream in = NewTournament.class.getResourceAsStream(STARTER + name)) {
            if (in == null) {
                throw new IllegalStateException(STARTER + name + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("{{root}}", System.getProperty("walras.root", "WALRAS"))
                    .replace("{{file}}", file.toString());
        }
    }
}
