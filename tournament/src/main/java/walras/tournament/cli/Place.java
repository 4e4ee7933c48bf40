package walras.tournament.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import walras.env.Problem;
import walras.env.Registry;
import walras.tournament.file.Tournament;
import walras.tournament.file.TournamentReader;
import walras.tournament.plan.Match;
import walras.tournament.plan.Plan;
import walras.tournament.rating.Ledger;
import walras.tournament.rating.ResultFiles;
import walras.tournament.rating.Results;
import walras.tournament.rating.Scoring;
import walras.tournament.report.ReportPage;
import walras.tournament.store.MatchResult;
import walras.tournament.store.Store;

/** {@code FILE [--out DIR]}: a tournament's file, and where everything of it lies. */
final class Place {
    private static final String STORE = "store.sqlite";

    @Parameters(index = "0", paramLabel = "FILE", description = "The tournament's file, YAML.")
    private Path file = Path.of("");

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where store, logs, results and report are; default the file's name without its ending.")
    private @Nullable Path out;

    @Option(
            names = "--server-data",
            paramLabel = "DIR",
            description = "The data directory of the server of --server; default logs in DIR of --out.")
    private @Nullable Path serverData;

    private final Registry registry = Registry.discover();

    Path file() {
        return file;
    }

    Registry registry() {
        return registry;
    }

    Tournament tournament() throws IOException {
        return TournamentReader.read(file, registry);
    }

    Path out() {
        if (out != null) {
            return out.toAbsolutePath();
        }
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return file.toAbsolutePath().resolveSibling(dot > 0 ? name.substring(0, dot) : name + ".out");
    }

    Path serverData() {
        return serverData == null ? out().resolve("logs") : serverData.toAbsolutePath();
    }

    /** The store of this tournament, made where there is none. */
    Store store(Tournament tournament) throws IOException {
        Files.createDirectories(out());
        return opened(out().resolve(STORE), tournament);
    }

    /** @throws Problem if nothing was ever played there */
    Store oldStore(Tournament tournament) throws IOException {
        if (!Files.exists(out().resolve(STORE))) {
            throw Problem.request("--out", "a folder in which this tournament was run", out().toString());
        }
        return opened(out().resolve(STORE), tournament);
    }

    private Store opened(Path path, Tournament tournament) throws IOException {
        Store store = Store.open(path);
        try {
            store.require(
                    "file",
                    tournament.text(),
                    other -> Problem.request(
                            "--out",
                            "the folder of this very file, or a new one",
                            path + ", of another or older file"));
        } catch (IOException | RuntimeException refused) {
            store.close();
            throw refused;
        }
        return store;
    }

    /** Takes in what other runners have played of the same file below this folder, each with its store: {@code run --match}. */
    void merge(Store store, Tournament tournament) throws IOException {
        for (Path part : parts()) {
            try (Store other = opened(part.resolve(STORE), tournament)) {
                List<MatchResult> all = new ArrayList<>();
                other.each(all::add);
                for (MatchResult result : all) {
                    store.put(result);
                }
            }
        }
    }

    private List<Path> parts() throws IOException {
        List<Path> parts = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(out(), Files::isDirectory)) {
            for (Path folder : folders) {
                if (Files.exists(folder.resolve(STORE))) {
                    parts.add(folder);
                }
            }
        }
        parts.sort(null);
        return parts;
    }

    /** The log of that name: of our own server, of another one, or of a part. */
    Optional<Path> log(String name) {
        List<Path> roots = new ArrayList<>(List.of(serverData(), out().resolve("logs")));
        try {
            parts().forEach(part -> roots.add(part.resolve("logs")));
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
        return roots.stream()
                .flatMap(root ->
                        List.of(
                                root.resolve("closed").resolve(name),
                                root.resolve("sessions").resolve(name))
                                .stream())
                .filter(Files::exists)
                .findFirst();
    }

    /** Computes results from the store, and writes {@code results.json}, {@code results.csv} and {@code report.html}. */
    Results report(Tournament tournament, Plan plan, Store store) throws IOException {
        Ledger ledger = new Ledger(tournament, plan);
        store.each(ledger::add);
        Results results = Scoring.of(ledger.end());
        Files.writeString(out().resolve("results.json"), ResultFiles.json(results));
        ResultFiles.writeCsv(plan, results, store, out().resolve("results.csv"));
        ReportPage.write(
                results,
                plan,
                store,
                registry,
                this::log,
                out().resolve("report.html"),
                "./walras tournament run " + file.getFileName() + " --out DIR");
        return results;
    }

    /** Every match, or the one that was asked for. */
    static List<Match> matches(Plan plan, @Nullable Integer index) {
        return index == null ? plan.matches() : List.of(plan.match(index));
    }
}
