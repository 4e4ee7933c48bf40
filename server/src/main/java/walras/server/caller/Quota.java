package walras.server.caller;

/**
 * How much of the server one caller may take; {@link #NONE} for no bound of its own.
 *
 * @param sessions open ones that it made
 * @param rows of those sessions together
 * @param inboundBytes of its messages that arrive or wait, together
 * @param cpuSeconds of solving, making and stepping in a minute
 * @param tournaments that it made and that are being played
 */
public record Quota(long sessions, long rows, long inboundBytes, long cpuSeconds, long tournaments) {
    /** No bound. */
    public static final Quota NONE =
            new Quota(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
}
