package walras.tournament.play;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import walras.server.report.Json;
import walras.tournament.store.MatchResult;
import walras.tournament.store.Store;

/** A tournament's file in a folder of its own, played by {@code walras tournament} in processes of its own. */
final class PlayedTournament {
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final List<String> MACHINE = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    private static final int PATIENCE_SECONDS = 300;

    private final Path folder;
    private final Path file;
    private Map<String, String> environment = Map.of();

    PlayedTournament(Path folder, String text) throws IOException {
        this.folder = folder;
        file = Files.writeString(folder.resolve("t.yaml"), text);
    }

    /** Commands have these variables, too. */
    PlayedTournament with(Map<String, String> variables) {
        environment = Map.copyOf(variables);
        return this;
    }

    /** The command of a {@link TestBot} as a line of YAML. */
    static String bot(String word) {
        return bot(word, 64);
    }

    static String bot(String word, int heapMib) {
        List<String> line = new ArrayList<>(List.of(JAVA, "-Xmx" + heapMib + "m"));
        line.addAll(MACHINE);
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), TestBot.class.getName(), word));
        return Json.line(line);
    }

    Path out(String name) {
        return folder.resolve(name);
    }

    /** Begins {@code walras tournament WORD FILE --out NAME MORE...}. */
    Process begin(String word, String name, String... more) throws IOException {
        List<String> line = new ArrayList<>(List.of(JAVA));
        line.addAll(MACHINE);
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), "walras.server.cli.Walras", "tournament"));
        line.addAll(List.of(word, file.toString(), "--out", out(name).toString()));
        line.addAll(List.of(more));
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(said(name).toFile()));
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Does it and waits for its end, which must be a good one; returns what was said. */
    String succeed(String word, String name, String... more) throws IOException, InterruptedException {
        Process process = begin(word, name, more);
        try {
            assertTrue(
                    process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS),
                    () -> word + " does not end\n" + text(said(name)) + threads(process));
            assertEquals(0, process.exitValue(), () -> text(said(name)));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        return text(said(name));
    }

    Path said(String name) {
        return folder.resolve(name + ".txt");
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }

    String results(String name) {
        return text(out(name).resolve("results.json"));
    }

    /** Faults of every entrant by its name, as {@code results.json} has them. */
    Map<String, Map<String, Integer>> faults(String name) {
        Map<String, Map<String, Integer>> all = new TreeMap<>();
        entrants(name).forEach((entrant, facts) -> {
            Object counts = Objects.requireNonNull(((Map<?, ?>) facts).get("faults"));
            all.put(String.valueOf(entrant), new TreeMap<>(Store.faults(counts)));
        });
        return all;
    }

    Map<?, ?> entrants(String name) {
        Map<?, ?> all = (Map<?, ?>) Objects.requireNonNull(Json.parse(results(name)));
        return (Map<?, ?>) Objects.requireNonNull(all.get("entrants"));
    }

    /** Matches that are over. */
    List<MatchResult> matches(String name) throws IOException {
        List<MatchResult> all = new ArrayList<>();
        try (Store store = Store.open(out(name).resolve("store.sqlite"))) {
            store.each(all::add);
        }
        return all;
    }

    /** Logs of sessions, open ones and closed ones. */
    List<Path> logs(String name) throws IOException {
        try (Stream<Path> files = Files.walk(out(name).resolve("logs"))) {
            return files.filter(file -> file.toString().endsWith(".log")).toList();
        }
    }

    /** The tournament's own server. */
    ProcessHandle server(String name) {
        Map<?, ?> mark =
                (Map<?, ?>) Objects.requireNonNull(Json.parse(text(out(name).resolve("server.json"))));
        long pid = ((Number) Objects.requireNonNull(mark.get("pid"))).longValue();
        return ProcessHandle.of(pid).orElseThrow();
    }

    /** Waits for something that a runner brings about; one that has ended never will. */
    void await(String name, Process runner, String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            assertTrue(runner.isAlive(), () -> what + ": the runner has ended\n" + text(said(name)));
            assertTrue(System.nanoTime() < end, () -> "in vain: " + what + "\n" + text(said(name)) + threads(runner));
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** What a JVM that does not end is doing. */
    private static String threads(Process process) {
        try {
            Process jcmd = new ProcessBuilder(
                            JAVA.replaceAll("java$", "jcmd"), String.valueOf(process.pid()), "Thread.print")
                    .redirectErrorStream(true)
                    .start();
            return new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException none) {
            return "no dump: " + none.getMessage();
        }
    }
}
