package walras.tournament.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import org.sqlite.SQLiteErrorCode;
import walras.env.Problem;
import walras.server.report.Json;

/** The SQLite file of a tournament. Safe to call from any thread. */
public final class Store implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 30_000;
    private static final List<String> SCHEMA = List.of(
            "PRAGMA busy_timeout = " + PATIENCE_MILLIS,
            "PRAGMA journal_mode = WAL",
            "PRAGMA synchronous = NORMAL",
            "CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
            // payoffs: f64 little-endian [seats][rows]; metrics and faults: JSON.
            "CREATE TABLE IF NOT EXISTS matches (match INTEGER PRIMARY KEY, session TEXT NOT NULL, log TEXT NOT NULL,"
                    + " steps INTEGER NOT NULL, rows INTEGER NOT NULL, payoffs BLOB NOT NULL, metrics TEXT NOT NULL,"
                    + " faults TEXT NOT NULL)");

    private final Path file;
    private final Connection connection;

    private Store(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /** Opens a store; makes it where there is none. */
    public static Store open(Path file) throws IOException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        while (true) {
            try {
                return new Store(file, connect(file));
            } catch (SQLException failed) {
                // Two who open at once are in each other's way, and SQLite refuses one of them without waiting.
                boolean busy = failed.getErrorCode() % 256 == SQLiteErrorCode.SQLITE_BUSY.code;
                if (!busy || System.nanoTime() - end > 0) {
                    throw new IOException(file + ": " + failed.getMessage(), failed);
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
        }
    }

    private static Connection connect(Path file) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement()) {
            for (String line : SCHEMA) {
                statement.execute(line);
            }
            return connection;
        } catch (SQLException failed) {
            connection.close();
            throw failed;
        }
    }

    private interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    private synchronized <T> T work(Work<T> work) throws IOException {
        try {
            return work.with(connection);
        } catch (SQLException failed) {
            throw new IOException(file + ": " + failed.getMessage(), failed);
        }
    }

    /** A fact about the whole tournament. */
    public Optional<String> fact(String name) throws IOException {
        return work(to -> {
            try (PreparedStatement ask = to.prepareStatement("SELECT value FROM facts WHERE name = ?")) {
                ask.setString(1, name);
                try (ResultSet rows = ask.executeQuery()) {
                    return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
                }
            }
        });
    }

    /**
     * Keeps a fact.
     *
     * @throws Problem if there is another one of that name
     */
    public void require(String name, String value, Function<String, Problem> otherwise) throws IOException {
        Optional<String> present = fact(name);
        if (present.isPresent() && !present.get().equals(value)) {
            throw otherwise.apply(present.get());
        }
        if (present.isEmpty()) {
            work(to -> {
                try (PreparedStatement put = to.prepareStatement("INSERT INTO facts VALUES (?, ?)")) {
                    put.setString(1, name);
                    put.setString(2, value);
                    return put.executeUpdate();
                }
            });
        }
    }

    private interface Column<T> {
        T of(ResultSet row) throws SQLException;
    }

    /** Matches that are over. */
    public Set<Integer> played() throws IOException {
        return all("match", row -> row.getInt(1));
    }

    /** The sessions in which they were played. */
    public Set<String> sessions() throws IOException {
        return all("session", row -> row.getString(1));
    }

    private <T> Set<T> all(String column, Column<T> read) throws IOException {
        return work(to -> {
            Set<T> all = new HashSet<>();
            try (Statement ask = to.createStatement();
                    ResultSet rows = ask.executeQuery("SELECT " + column + " FROM matches")) {
                while (rows.next()) {
                    all.add(read.of(rows));
                }
            }
            return all;
        });
    }

    /** Puts a match down; one that is there already stays as it is. */
    public void put(MatchResult result) throws IOException {
        work(to -> {
            try (PreparedStatement put =
                    to.prepareStatement("INSERT OR IGNORE INTO matches VALUES (?, ?, ?, ?, ?, ?, ?, ?)")) {
                put.setInt(1, result.match());
                put.setString(2, result.session());
                put.setString(3, result.log());
                put.setLong(4, result.steps());
                put.setInt(5, result.payoffs().get(0).length);
                put.setBytes(6, bytes(result.payoffs()));
                put.setString(7, Json.line(result.metrics()));
                put.setString(8, Json.line(result.faults()));
                return put.executeUpdate();
            }
        });
    }

    /** Every match that is over, in the order of the plan. */
    public void each(Consumer<MatchResult> reader) throws IOException {
        each(0, Integer.MAX_VALUE, reader);
    }

    /** At most so many of the matches that are over, from one on, in the order of the plan. */
    public void each(int firstMatch, int count, Consumer<MatchResult> reader) throws IOException {
        work(to -> {
            try (PreparedStatement ask =
                    to.prepareStatement("SELECT * FROM matches WHERE match >= ? ORDER BY match LIMIT ?")) {
                ask.setInt(1, firstMatch);
                ask.setInt(2, count);
                try (ResultSet rows = ask.executeQuery()) {
                    while (rows.next()) {
                        reader.accept(read(rows));
                    }
                }
            }
            return true;
        });
    }

    private static MatchResult read(ResultSet row) throws SQLException {
        Map<String, Double> metrics = new LinkedHashMap<>();
        if (Json.parse(row.getString(7)) instanceof Map<?, ?> map) {
            map.forEach((name, value) -> metrics.put(String.valueOf(name), ((Number) value).doubleValue()));
        }
        List<Map<String, Integer>> faults = new ArrayList<>();
        if (Json.parse(row.getString(8)) instanceof List<?> list) {
            list.forEach(seat -> faults.add(faults(seat)));
        }
        return new MatchResult(
                row.getInt(1),
                row.getString(2),
                row.getString(3),
                row.getLong(4),
                payoffs(row.getBytes(6), row.getInt(5)),
                metrics,
                faults);
    }

    /** Counts by kind, from JSON. */
    public static Map<String, Integer> faults(Object seat) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        if (seat instanceof Map<?, ?> map) {
            map.forEach((kind, count) -> counts.put(String.valueOf(kind), ((Number) count).intValue()));
        }
        return counts;
    }

    private static byte[] bytes(List<double[]> payoffs) { // [seats][rows] -> [bytes]
        int rows = payoffs.get(0).length;
        ByteBuffer bytes =
                ByteBuffer.allocate(payoffs.size() * rows * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (double[] seat : payoffs) {
            bytes.asDoubleBuffer().put(seat);
            bytes.position(bytes.position() + rows * Double.BYTES);
        }
        return bytes.array();
    }

    private static List<double[]> payoffs(byte[] blob, int rows) { // [bytes] -> [seats][rows]
        List<double[]> seats = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(blob).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            double[] seat = new double[rows]; // [rows]
            bytes.asDoubleBuffer().get(seat);
            bytes.position(bytes.position() + rows * Double.BYTES);
            seats.add(seat);
        }
        return seats;
    }

    @Override
    public synchronized void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException failed) {
            throw new IOException(file + ": " + failed.getMessage(), failed);
        }
    }
}
