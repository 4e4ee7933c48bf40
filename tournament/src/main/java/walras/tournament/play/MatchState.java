package walras.tournament.play;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import walras.server.report.Json;
import walras.tournament.store.Store;

/**
 * What a match that is being played is known by, so that another runner can go on with it: a file that only its owner may
 * read, for it has the match's tokens. It is gone when the match is over.
 */
final class MatchState {
    private final Path file;
    private boolean inherited;
    private String session = "";
    private String hostToken = "";
    private final List<String> tickets = new ArrayList<>(); // of remote seats, in their order
    private final Map<Integer, ProcessMark> programs = new TreeMap<>(); // by seat
    private final List<Map<String, Integer>> faults = new ArrayList<>(); // [seats]

    private MatchState(Path file, int seats) {
        this.file = file;
        for (int seat = 0; seat < seats; seat++) {
            faults.add(new TreeMap<>());
        }
    }

    /** What is known of a match; nothing where it has not begun. */
    static MatchState of(Path folder, int match, int seats) throws IOException {
        MatchState state = new MatchState(folder.resolve("match-" + match + ".json"), seats);
        if (Files.exists(state.file) && Json.parse(Files.readString(state.file)) instanceof Map<?, ?> map) {
            state.read(map);
        }
        return state;
    }

    private void read(Map<?, ?> map) {
        inherited = true;
        session = String.valueOf(map.get("session"));
        hostToken = String.valueOf(map.get("host_token"));
        if (map.get("tickets") instanceof List<?> list) {
            list.forEach(ticket -> tickets.add(String.valueOf(ticket)));
        }
        if (map.get("programs") instanceof Map<?, ?> all) {
            all.forEach((seat, mark) -> {
                if (mark instanceof List<?> pair) {
                    programs.put(
                            Integer.parseInt(String.valueOf(seat)),
                            new ProcessMark(((Number) pair.get(0)).longValue(), ((Number) pair.get(1)).longValue()));
                }
            });
        }
        if (map.get("faults") instanceof List<?> list) {
            for (int seat = 0; seat < list.size(); seat++) {
                Object counts = list.get(seat);
                faults.set(seat, new TreeMap<>(counts == null ? Map.of() : Store.faults(counts)));
            }
        }
    }

    /** Writes it down, whole or not at all. */
    synchronized void save() throws IOException {
        Map<String, Object> marks = new LinkedHashMap<>();
        programs.forEach((seat, mark) -> marks.put(String.valueOf(seat), List.of(mark.pid(), mark.start())));
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("session", session);
        all.put("host_token", hostToken);
        all.put("tickets", tickets);
        all.put("programs", marks);
        all.put("faults", faults);
        SecretFile.write(file, Json.line(all));
    }

    /** True if another runner has begun the match. */
    boolean inherited() {
        return inherited;
    }

    boolean begun() {
        return !session.isEmpty();
    }

    void begin(String id, String token, List<String> seatTickets) throws IOException {
        session = id;
        hostToken = token;
        tickets.clear();
        tickets.addAll(seatTickets);
        programs.clear();
        faults.forEach(Map::clear);
        save();
    }

    String session() {
        return session;
    }

    String hostToken() {
        return hostToken;
    }

    List<String> tickets() {
        return tickets;
    }

    /** The process that plays a seat, if one was started. */
    synchronized Optional<ProcessMark> program(int seat) {
        return Optional.ofNullable(programs.get(seat));
    }

    synchronized void started(int seat, ProcessHandle process) throws IOException {
        programs.put(seat, ProcessMark.of(process));
        save();
    }

    /** Counts a fault of the entrant in a seat. */
    synchronized void fault(int seat, String kind) throws IOException {
        faults.get(seat).merge(kind, 1, Integer::sum);
        save();
    }

    /** True if anything but late moves has gone wrong there: the program is not started again. */
    synchronized boolean failed(int seat) {
        return !faults.get(seat).isEmpty();
    }

    /** Faults of each seat, without late moves, which the log has. */
    synchronized List<Map<String, Integer>> faults() {
        List<Map<String, Integer>> all = new ArrayList<>();
        faults.forEach(seat -> all.add(new TreeMap<>(seat)));
        return all;
    }

    /** The match is over. */
    void forget() throws IOException {
        Files.deleteIfExists(file);
    }
}
