package walras.tournament.play;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Every process of this machine at one moment, as Linux tells it; none elsewhere. */
final class ProcessTable {
    private static final Path PROC = Path.of("/proc");
    private static final long PAGE_BYTES = 4096;

    /**
     * @param ended true for one that has ended, and whose parent has not asked how
     * @param startTicks since the machine was started, when it began
     * @param residentBytes of memory
     */
    record Row(long pid, boolean ended, long parent, long session, long threads, long startTicks, long residentBytes) {}

    private final List<Row> rows;

    private ProcessTable(List<Row> rows) {
        this.rows = rows;
    }

    /** True where there is such a table. */
    static boolean readable() {
        return Files.isReadable(PROC.resolve("self/stat"));
    }

    static ProcessTable now() throws IOException {
        List<Row> rows = new ArrayList<>();
        if (readable()) {
            try (DirectoryStream<Path> folders = Files.newDirectoryStream(PROC, "[0-9]*")) {
                for (Path folder : folders) {
                    read(folder).ifPresent(rows::add);
                }
            }
        }
        return new ProcessTable(rows);
    }

    /** One process; empty if there is none of that number. */
    static Optional<Row> row(long pid) throws IOException {
        return read(PROC.resolve(String.valueOf(pid)));
    }

    private static Optional<Row> read(Path folder) throws IOException {
        try {
            return Optional.of(row(Files.readString(folder.resolve("stat"), StandardCharsets.ISO_8859_1)));
        } catch (IOException gone) {
            if (!(gone instanceof NoSuchFileException) && Files.exists(folder)) {
                throw gone;
            }
            return Optional.empty();
        }
    }

    /** Fields of proc(5): the name, in brackets, may have any letters. */
    private static Row row(String stat) {
        int name = stat.lastIndexOf(')');
        String[] fields = stat.substring(name + 2).split(" ", -1);
        return new Row(
                Long.parseLong(stat.substring(0, stat.indexOf(' '))),
                fields[0].equals("Z") || fields[0].equals("X"),
                Long.parseLong(fields[1]),
                Long.parseLong(fields[3]),
                Long.parseLong(fields[17]),
                Long.parseLong(fields[19]),
                Long.parseLong(fields[21].strip()) * PAGE_BYTES);
    }

    /** A program with everything that it has started, as far as session and parents tell. */
    List<Row> tree(long leader) {
        Map<Long, Row> byPid = new HashMap<>();
        rows.forEach(row -> byPid.put(row.pid(), row));
        Set<Long> inside = new HashSet<>();
        List<Row> tree = new ArrayList<>();
        for (Row row : rows) {
            if (row.session() == leader || descends(row, leader, byPid, inside)) {
                inside.add(row.pid());
                tree.add(row);
            }
        }
        return tree;
    }

    private static boolean descends(Row row, long leader, Map<Long, Row> byPid, Set<Long> inside) {
        int steps = 0; // a table that changed while it was read may have a circle
        for (Row at = row; at != null && steps < byPid.size(); at = byPid.get(at.parent()), steps++) {
            if (at.pid() == leader || inside.contains(at.pid())) {
                return true;
            }
        }
        return false;
    }

    /** Processes that have these words in their environment. */
    List<Long> withEnvironment(String words) {
        List<Long> found = new ArrayList<>();
        for (Row row : rows) {
            try {
                String environment =
                        Files.readString(PROC.resolve(row.pid() + "/environ"), StandardCharsets.ISO_8859_1);
                if (environment.contains(words)) {
                    found.add(row.pid());
                }
            } catch (IOException anothers) {
                // The process is gone, or somebody else's: it is not looked for.
            }
        }
        return found;
    }
}
