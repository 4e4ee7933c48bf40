package walras.tournament.play;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Looks at all programs again and again, and ends those that take more than they may. */
final class Watchdog implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("walras.tournament");
    private static final int EVERY_MILLIS = 200;

    private final Set<Program> programs = ConcurrentHashMap.newKeySet();
    private final Thread thread = new Thread(this::watch, "walras-watchdog");
    private volatile boolean closed;

    Watchdog() {
        thread.setDaemon(true);
        thread.start();
    }

    void add(Program program) {
        programs.add(program);
    }

    void remove(Program program) {
        programs.remove(program);
    }

    /** Kills everything that runs: the user has ended the tournament. */
    void killAll() {
        programs.forEach(Program::killTree);
    }

    private void watch() {
        while (!closed) {
            try {
                TimeUnit.MILLISECONDS.sleep(EVERY_MILLIS);
                if (!programs.isEmpty()) {
                    ProcessTable table = ProcessTable.now();
                    for (Program program : programs) {
                        program.check(table);
                    }
                }
            } catch (IOException | RuntimeException unreadable) { // it looks again: nobody else ends who takes too much
                LOG.log(System.Logger.Level.WARNING, "the table of processes cannot be read", unreadable);
            } catch (InterruptedException ended) {
                return;
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
