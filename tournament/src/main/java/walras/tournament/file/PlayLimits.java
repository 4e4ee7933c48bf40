package walras.tournament.file;

/**
 * What entrants may take.
 *
 * @param moveMillis time for one move
 * @param bankMillis time beyond that, over a match
 * @param memoryMib resident memory of an entrant's processes together
 * @param outputMib any one file that an entrant writes, its output included
 * @param processes of an entrant, threads included
 * @param lapses late moves after which a seat is forfeited; 0 for never
 * @param illegal moves for which an illegal action was sent after which a seat is forfeited; 0 for never
 * @param joinSeconds time to take a seat; 0 where nobody has said
 * @param matchSeconds time of a program in a match
 */
public record PlayLimits(
        int moveMillis,
        int bankMillis,
        int memoryMib,
        int outputMib,
        int processes,
        int lapses,
        int illegal,
        int joinSeconds,
        int matchSeconds) {
    private static final int USUAL_JOIN_SECONDS = 60;
    private static final int GUEST_JOIN_SECONDS = 86_400;

    /** The same with another time to take a seat. */
    public PlayLimits withJoinSeconds(int seconds) {
        return new PlayLimits(
                moveMillis, bankMillis, memoryMib, outputMib, processes, lapses, illegal, seconds, matchSeconds);
    }

    /** Seconds that an entrant has to take its seat. */
    public int joinSeconds(Entrant entrant) {
        if (joinSeconds > 0) {
            return joinSeconds;
        }
        return entrant.guest() ? GUEST_JOIN_SECONDS : USUAL_JOIN_SECONDS;
    }
}
