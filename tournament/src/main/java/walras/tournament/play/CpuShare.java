package walras.tournament.play;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * What a runner has cost, beside what it has started: server and programs that have ended, with all that they waited for.
 * Containers, and what another runner started, are not its children, and are not in it.
 *
 * @param ownSeconds CPU time of this process
 * @param othersSeconds CPU time of its children
 */
public record CpuShare(double ownSeconds, double othersSeconds) {
    private static final Path STAT = Path.of("/proc/self/stat");
    private static final double TICKS = 100; // a second has, in what Linux tells programs

    /** Up to now; empty where the system does not say. */
    public static Optional<CpuShare> now() throws IOException {
        if (!Files.isReadable(STAT)) {
            return Optional.empty();
        }
        String stat = Files.readString(STAT, StandardCharsets.ISO_8859_1);
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1); // proc(5), from the third on
        return Optional.of(new CpuShare(
                (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS,
                (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) / TICKS));
    }

    /** The runner's part of all, 0 to 1. */
    public double share() {
        return ownSeconds / Math.max(ownSeconds + othersSeconds, 1 / TICKS);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "CPU: runner %.1f s (%.1f%%), server and programs %.1f s",
                ownSeconds,
                100 * share(),
                othersSeconds);
    }
}
