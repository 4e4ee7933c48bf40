package walras.tournament.play;

import java.io.IOException;
import java.util.Optional;

/**
 * A process as another runner will know it again: its number, and when it began, for numbers come again.
 *
 * @param start on Linux ticks since the machine was started, elsewhere milliseconds of the calendar. Java's own time of a
 *     start is not used on Linux: it comes from the calendar, and two runners may find it a second apart
 */
record ProcessMark(long pid, long start) {
    static ProcessMark of(ProcessHandle process) throws IOException {
        if (ProcessTable.readable()) {
            return new ProcessMark(
                    process.pid(),
                    ProcessTable.row(process.pid())
                            .map(ProcessTable.Row::startTicks)
                            .orElse(-1L));
        }
        return new ProcessMark(
                process.pid(),
                process.info().startInstant().map(at -> at.toEpochMilli()).orElse(-1L));
    }

    /** The process, if it still runs. */
    Optional<ProcessHandle> alive() throws IOException {
        Optional<ProcessHandle> present = ProcessHandle.of(pid);
        boolean same =
                present.isPresent() && runs(present.get()) && of(present.get()).equals(this);
        return same ? present : Optional.empty();
    }

    /** True while a process runs; false for one that has ended, though nobody has asked how, which Java takes for alive. */
    static boolean runs(ProcessHandle process) throws IOException {
        return process.isAlive()
                && (!ProcessTable.readable()
                        || ProcessTable.row(process.pid())
                                .filter(row -> !row.ended())
                                .isPresent());
    }
}
