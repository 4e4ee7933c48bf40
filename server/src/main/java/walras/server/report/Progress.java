package walras.server.report;

/** Is told how far long work has come. Cheap enough to be told at every step. */
public interface Progress {
    /** Says nothing. */
    Progress SILENT = (done, total, note) -> {};

    /**
     * @param done how much is done, in whatever the work counts
     * @param total how much there is; 0 where nobody knows
     * @param note a few words on where the work stands; may be empty
     */
    void update(long done, long total, String note);

    /** The part of the work that starts now and ends at {@code to}, as work of its own: shares of the same total. */
    default Progress part(long from, long to, long total) {
        return (done, partTotal, note) -> {
            double share = partTotal == 0 ? 0 : Math.min(1, (double) done / partTotal);
            update(from + Math.round(share * (to - from)), total, note);
        };
    }
}
