package walras.tournament.play;

import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import walras.tournament.file.Entrant;
import walras.tournament.plan.Match;

/** The programs of one match. They live until the match is over, whatever happens to the server meanwhile. */
final class Programs implements AutoCloseable {
    /** @param serverStarts how often the server had been started when the program was */
    private record Running(Program program, int serverStarts) {}

    private final Ground ground;
    private final Match match;
    private final MatchState state;
    private final Map<Integer, Running> running = new HashMap<>(); // by seat

    Programs(Ground ground, Match match, MatchState state) {
        this.ground = ground;
        this.match = match;
        this.state = state;
    }

    /**
     * Has the seat's program run: the one that does, that another runner has started, or a new one.
     *
     * @return what is wrong with it; empty if it runs
     */
    Optional<String> run(int seat, String address) throws IOException {
        Running present = running.get(seat);
        if (present != null && present.program().alive()) {
            return Optional.empty();
        }
        drop(seat);
        try {
            Optional<Program> left = adopted(seat, address);
            Program program = left.isPresent() ? left.get() : started(seat, address);
            // What another runner started may end because a server died that only that runner knew.
            running.put(seat, new Running(program, left.isPresent() ? 0 : ground.serverStarts()));
            ground.watchdog().add(program);
            return Optional.empty();
        } catch (IOException absent) {
            Files.writeString(output(seat), absent.getMessage() + "\n");
            return Optional.of("crash");
        }
    }

    private Optional<Program> adopted(int seat, String address) throws IOException {
        Optional<ProcessMark> mark = state.program(seat);
        Optional<ProcessHandle> left = mark.isPresent() ? mark.get().alive() : Optional.empty();
        return left.map(process -> Program.adopt(
                process, output(seat), address, ground.tournament().limits(), container(seat)));
    }

    private Program started(int seat, String address) throws IOException {
        if (state.inherited()) { // that runner may have started one that it could not write down any more
            ProcessTable.now().withEnvironment("WALRAS_JOIN=" + address).forEach(pid -> ProcessHandle.of(pid)
                    .ifPresent(ProcessHandle::destroyForcibly));
        }
        Program program = Program.start(
                ground.entrant(match, seat),
                ground.tournament().folder(),
                output(seat),
                address,
                ground.tournament().limits(),
                container(seat));
        state.started(seat, program.handle());
        return program;
    }

    /**
     * Programs that have ended before their match did, by seat, with what was wrong.
     *
     * @throws io.grpc.StatusRuntimeException UNAVAILABLE if they may have ended because the server did
     */
    Map<Integer, String> faults() throws IOException {
        Map<Integer, String> faults = new TreeMap<>();
        for (Map.Entry<Integer, Running> entry : List.copyOf(running.entrySet())) {
            Program program = entry.getValue().program();
            if (program.alive()) {
                continue;
            }
            if (entry.getValue().serverStarts() != ground.serverStarts()
                    || ground.link().info().isEmpty()) {
                throw Status.UNAVAILABLE.withDescription("the server has ended").asRuntimeException();
            }
            String kind = program.fault();
            program.killTree(); // what it has left behind
            drop(entry.getKey());
            faults.put(entry.getKey(), kind);
        }
        return faults;
    }

    /** Ends the program of a seat that does not play any more. */
    void retire(int seat) {
        Running present = running.get(seat);
        if (present != null) {
            drop(seat);
            present.program().killTree();
        }
    }

    private void drop(int seat) {
        Running gone = running.remove(seat);
        if (gone != null) {
            ground.watchdog().remove(gone.program());
        }
    }

    /** Where what the program has said can be read; empty if it has said nothing. */
    String said(int seat) throws IOException {
        Path output = output(seat);
        boolean any = Files.exists(output) && Files.size(output) > 0;
        return any ? "; what it said is in " + ground.out().relativize(output) : "";
    }

    private Path output(int seat) {
        Entrant entrant = ground.entrant(match, seat);
        return ground.out()
                .resolve("entrants")
                .resolve("match-" + match.index() + "-seat-" + seat + "-"
                        + entrant.name().replace(' ', '_') + ".txt");
    }

    private String container(int seat) {
        return ground.entrant(match, seat).image().isEmpty() ? "" : "walras-" + state.session() + "-" + seat;
    }

    /** Ends them all; what those have said that nothing was wrong with is not kept. */
    @Override
    public void close() throws IOException {
        for (Map.Entry<Integer, Running> entry : List.copyOf(running.entrySet())) {
            entry.getValue().program().end();
            drop(entry.getKey());
            if (!state.failed(entry.getKey())) {
                Files.deleteIfExists(output(entry.getKey()));
            }
        }
    }
}
