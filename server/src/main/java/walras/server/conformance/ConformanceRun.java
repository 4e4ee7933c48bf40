package walras.server.conformance;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import walras.server.ServerConfig;
import walras.server.WalrasServer;

/** Plays cases with a client that a command starts. */
public final class ConformanceRun {
    /**
     * What came of one case.
     *
     * @param problem empty where the client did right
     * @param known whether the client is known to fail it; a known failure that does not fail is a problem, for its list is old
     */
    public record Result(ConformanceCase of, String problem, boolean known) {
        /** Whether it came out as the list of known failures says. */
        public boolean expected() {
            return problem.isEmpty() != known;
        }

        /** One line for people. */
        public String line() {
            String word = problem.isEmpty() ? "passed" : "FAILED";
            if (known) {
                word = problem.isEmpty() ? "PASSED, though known to fail" : "known";
            }
            return problem.isEmpty() ? word + ": " + of.name() : word + ": " + of.name() + ": " + problem;
        }
    }

    private final List<String> command;
    private final Set<String> known;
    private final boolean http;

    /**
     * @param command of the client's driver
     * @param known names of cases that it is known to fail
     * @param http whether it speaks HTTP and JSON: it is told the HTTP port
     */
    public ConformanceRun(List<String> command, Set<String> known, boolean http) {
        this.command = List.copyOf(command);
        this.known = Set.copyOf(known);
        this.http = http;
    }

    /** Plays the cases; {@code each} is told every result as it comes. */
    public List<Result> play(List<ConformanceCase> cases, Consumer<Result> each) throws IOException {
        List<Result> results = new ArrayList<>();
        try (WalrasServer server =
                WalrasServer.start(ServerConfig.builder().port(0).httpPort(0).build())) {
            Driver driver = new Driver(command);
            try {
                for (ConformanceCase next : cases) {
                    String problem = problem(next, driver, server);
                    if (!problem.isEmpty()) {
                        driver.close(); // whatever state it is in, the next case has a client of its own
                        driver = new Driver(command);
                    }
                    Result result = new Result(next, problem, known.contains(next.name()));
                    results.add(result);
                    each.accept(result);
                }
            } finally {
                driver.close();
            }
        }
        return results;
    }

    private String problem(ConformanceCase of, Driver driver, WalrasServer server) {
        try (Scene scene = new Scene(driver, server, http)) {
            of.play().with(scene);
            return "";
        } catch (Exception failed) {
            String message = failed instanceof CaseFailure ? failed.getMessage() : failed.toString();
            return String.valueOf(message);
        }
    }
}
