package walras.tournament.plan;

import walras.tournament.file.Setting;

/** One match: a session of one economy, with one seed and one seating. */
public record Match(int index, Setting setting, long seed, Pairing pairing) {
    /** Names the world and table: matches of one name are compared row by row. */
    public String worldTable() {
        return setting.index() + "/" + seed + "/" + pairing.table();
    }
}
