package walras.tournament.rating;

import java.util.List;
import walras.tournament.file.Setting;
import walras.tournament.file.Tournament;

/** Which block a world belongs to. A block never holds worlds of two settings. */
final class BlockMap {
    private static final int MOST_NUMBERS = 4_000_000; // of a table [n, n, blocks]
    private static final int MOST_BLOCKS = 2048;
    private static final int LEAST_BLOCKS = 8; // of a setting, where it has as many worlds

    private final int[] first; // [settings + 1]
    private final long[] worlds; // [settings]
    private final int[] rows; // [settings]

    BlockMap(Tournament tournament) {
        List<Setting> settings = tournament.settings();
        int n = tournament.entrants().size();
        int blocks = Math.min(MOST_BLOCKS, MOST_NUMBERS / (n * n));
        int each = Math.max(LEAST_BLOCKS, blocks / settings.size());
        first = new int[settings.size() + 1];
        worlds = new long[settings.size()];
        rows = new int[settings.size()];
        for (int k = 0; k < settings.size(); k++) {
            rows[k] = settings.get(k).rows();
            worlds[k] = (long) rows[k] * tournament.seeds().size();
            first[k + 1] = first[k] + (int) Math.min(each, worlds[k]);
        }
    }

    int settings() {
        return worlds.length;
    }

    int blocks() {
        return first[worlds.length];
    }

    /** The first block of a setting; that of the setting after the last is the number of blocks. */
    int first(int setting) {
        return first[setting];
    }

    int block(int setting, int seedIndex, int row) {
        long world = (long) seedIndex * rows[setting] + row;
        return first[setting] + (int) (world * (first[setting + 1] - first[setting]) / worlds[setting]);
    }
}
