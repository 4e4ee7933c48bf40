package walras.env;

import org.jspecify.annotations.Nullable;

/**
 * Anything that is wrong with what a caller asked for, or that went wrong while doing it. The message says where, what
 * was expected, what came, and the nearest valid thing where there is one; {@link #reason} is for programs.
 */
public final class Problem extends RuntimeException {
    /** What kind of trouble, in the terms of a remote call. */
    public enum Kind {
        NOT_FOUND,
        INVALID,
        PRECONDITION,
        EXHAUSTED,
        UNAUTHENTICATED,
        DENIED,
        UNAVAILABLE,
        INTERNAL
    }

    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final String reason;
    private final String where;
    private final String expected;
    private final String got;
    private final String nearest;

    private static final int LONGEST_PLACE = 200;
    private static final int LONGEST_LIST = 1000; // of what is valid
    private static final int LONGEST_VALUE = 120;

    private Problem(Kind kind, String reason, String where, String expected, String got, String nearest) {
        super(message(where, expected, got, nearest), null, false, kind == Kind.INTERNAL);
        this.kind = kind;
        this.reason = reason;
        this.where = where;
        this.expected = expected;
        this.got = got;
        this.nearest = nearest;
    }

    /** A problem of any kind; {@code nearest} is "" where nothing is near. Words are cut to a length worth reading. */
    public static Problem of(Kind kind, String reason, String where, String expected, String got, String nearest) {
        return new Problem(
                kind,
                reason,
                Words.cut(where, LONGEST_PLACE),
                Words.cut(expected, LONGEST_LIST),
                Words.cut(got, LONGEST_VALUE),
                Words.cut(nearest, LONGEST_VALUE));
    }

    /** An option that does not fit: BAD_OPTION. */
    public static Problem option(String name, String expected, @Nullable Object got) {
        return option(name, expected, got, "");
    }

    /** The same where a valid value is near. */
    public static Problem option(String name, String expected, @Nullable Object got, Object nearest) {
        String where = "option " + Words.cut(name, LONGEST_PLACE);
        return of(Kind.INVALID, "BAD_OPTION", where, expected, shown(got), String.valueOf(nearest));
    }

    /** An action that does not fit: BAD_ACTION. */
    public static Problem action(String group, int row, int agent, String expected, Object got) {
        String where = "actions[" + group + "]: row " + row + ", agent " + agent;
        return of(Kind.INVALID, "BAD_ACTION", where, expected, String.valueOf(got), "");
    }

    /** Any other malformed request: BAD_REQUEST. */
    public static Problem request(String where, String expected, @Nullable Object got) {
        return of(Kind.INVALID, "BAD_REQUEST", where, expected, shown(got), "");
    }

    /** A call that the present state does not allow. */
    public static Problem precondition(String reason, String where, String expected, String got) {
        return of(Kind.PRECONDITION, reason, where, expected, got, "");
    }

    /** A limit that would be passed. */
    public static Problem limit(String where, String expected, Object got) {
        return of(Kind.EXHAUSTED, "LIMIT", where, expected, shown(got), "");
    }

    /** An answer that its certificate does not bear out: UNVERIFIED. Nobody plays by it or measures against it. */
    public static Problem unverified(String where, Object certificate) {
        return of(
                Kind.INTERNAL,
                "UNVERIFIED",
                where,
                "an answer that its certificate bears out",
                String.valueOf(certificate),
                "");
    }

    @Override
    public String getMessage() {
        return message(where, expected, got, nearest);
    }

    public Kind kind() {
        return kind;
    }

    /** Machine-readable, upper case with underscores, stable between versions. */
    public String reason() {
        return reason;
    }

    public String where() {
        return where;
    }

    public String expected() {
        return expected;
    }

    public String got() {
        return got;
    }

    /** The nearest valid name or value, or "". */
    public String nearest() {
        return nearest;
    }

    private static String shown(@Nullable Object value) {
        return Words.shown(value, LONGEST_VALUE);
    }

    private static String message(String where, String expected, String got, String nearest) {
        String text = where + ": expected " + expected + ", got " + got;
        return nearest.isEmpty() ? text : text + "; did you mean " + nearest + "?";
    }
}
