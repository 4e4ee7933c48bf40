package walras.tournament.play;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Set;
import walras.env.Problem;
import walras.tournament.plan.Match;

/** What a failed call means. */
final class Trouble {
    private static final Set<Status.Code> PASSING = Set.of(
            Status.Code.UNAVAILABLE,
            Status.Code.CANCELLED,
            Status.Code.DEADLINE_EXCEEDED,
            Status.Code.RESOURCE_EXHAUSTED,
            Status.Code.ABORTED);

    private Trouble() {}

    /** True for what is over when the server is there again, or has room. */
    static boolean passes(StatusRuntimeException broken) {
        return PASSING.contains(broken.getStatus().getCode());
    }

    /** True if the session is not there any more. */
    static boolean gone(StatusRuntimeException refused) {
        Status.Code code = refused.getStatus().getCode();
        return code == Status.Code.NOT_FOUND || code == Status.Code.FAILED_PRECONDITION;
    }

    static Problem problem(Match match, StatusRuntimeException broken) {
        Status status = broken.getStatus();
        Problem problem = Problem.of(
                status.getCode() == Status.Code.INVALID_ARGUMENT ? Problem.Kind.INVALID : Problem.Kind.UNAVAILABLE,
                "MATCH",
                "match " + match.index() + " (" + match.setting().environment() + ")",
                "a server that plays it",
                String.valueOf(status.getDescription()),
                "");
        problem.addSuppressed(broken);
        return problem;
    }
}
