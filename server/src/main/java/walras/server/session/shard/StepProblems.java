package walras.server.session.shard;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;

/** What can be wrong with when somebody acts. */
public final class StepProblems {
    private static final String NOT_LOGGED = "NOT_LOGGED";

    private StepProblems() {}

    public static Problem closed() {
        return Problem.precondition("SESSION_CLOSED", "session", "an open session", "a closed one");
    }

    /** The server stops, and the session with it, until it is started again on the same data directory. */
    public static Problem suspended() {
        return Problem.of(
                Problem.Kind.UNAVAILABLE,
                "SESSION_SUSPENDED",
                "session",
                "a server that stays",
                "one that stops; the session is in its log and comes back with the server: attach again",
                "");
    }

    public static Problem draining() {
        return Problem.of(
                Problem.Kind.UNAVAILABLE, "DRAINING", "server", "a server that stays", "one that is stopping", "");
    }

    /** The log did not take what was asked for, so it has not happened. */
    public static Problem notLogged(String where, String got) {
        return Problem.of(
                Problem.Kind.EXHAUSTED,
                NOT_LOGGED,
                where,
                "a disk that takes it; nothing has moved, try again",
                got,
                "");
    }

    public static boolean isNotLogged(@Nullable Throwable why) {
        return why instanceof Problem problem && problem.reason().equals(NOT_LOGGED);
    }

    static Problem notReset(int shard, String got) {
        return Problem.precondition("NOT_RESET", "act: shard " + shard, "a reset of all rows before it", got);
    }

    /** True if a step was asked for that has been taken already, so that its turn is there. */
    static boolean isAgain(OptionalLong step, Turn stored) {
        return step.isPresent() && step.getAsLong() == stored.step();
    }

    /** @throws Problem WRONG_STEP if a step was asked for that is not due */
    static void requireNext(int shard, OptionalLong step, long last) {
        if (step.isPresent() && step.getAsLong() != last + 1) {
            throw wrongStep(shard, last, step.getAsLong());
        }
    }

    private static Problem wrongStep(int shard, long last, long got) {
        String expected = last < 0 ? "step 0" : "the next step " + (last + 1) + ", or the last one " + last + " again";
        String where = "step: shard " + shard;
        return Problem.of(
                Problem.Kind.PRECONDITION, "WRONG_STEP", where, expected, Long.toString(got), Long.toString(last + 1));
    }

    static Problem forfeited(int seat) {
        return Problem.precondition(
                "SEAT_FORFEITED", "act: seat " + seat, "a seat that still plays", "a forfeited one");
    }

    static Problem alreadyActed(int seat, String got) {
        return Problem.precondition("ALREADY_ACTED", "act: seat " + seat, "one act per step", got);
    }
}
