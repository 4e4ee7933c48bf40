package walras.server.rpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.server.caller.Audit;
import walras.server.caller.Caller;
import walras.server.metrics.ServerMetrics;
import walras.v1.ErrorDetail;

/** Turns whatever was thrown into what the caller is told; the only place that does. Logs what is the server's fault. */
final class Failures {
    private static final System.Logger LOG = System.getLogger("walras.server");

    private final ServerMetrics metrics;

    Failures(ServerMetrics metrics) {
        this.metrics = metrics;
    }

    /** For the end of a call. */
    StatusRuntimeException status(Throwable thrown) {
        return ErrorTrailers.of(detail(thrown));
    }

    /** Ends a call; {@code why} is null where all is well. */
    void end(ServerCall<?, ?> call, @Nullable Throwable why) {
        if (why == null) {
            call.close(Status.OK, new Metadata());
            return;
        }
        StatusRuntimeException status = status(why);
        Metadata trailers = status.getTrailers();
        call.close(status.getStatus(), trailers == null ? new Metadata() : trailers);
    }

    /** For an answer inside a stream. */
    ErrorDetail detail(Throwable thrown) {
        ErrorDetail detail = thrown instanceof Problem problem && problem.kind() != Problem.Kind.INTERNAL
                ? detail(problem)
                : thrown instanceof StatusRuntimeException status
                        ? ErrorTrailers.detail(status.getStatus(), new Metadata())
                        : incident(thrown);
        metrics.refused(detail.getReason());
        record(detail);
        return detail;
    }

    /** Who showed another's secret stands in the record; strangers and quotas put themselves there. */
    private static void record(ErrorDetail detail) {
        Caller caller = CurrentCaller.get();
        if (caller != Caller.ANYBODY && detail.getReason().equals("TOKEN_WRONG")) {
            Audit.refused(caller.name(), detail.getWhere(), detail.getReason() + ", " + detail.getMessage());
        }
    }

    private static ErrorDetail detail(Problem problem) {
        return ErrorDetail.newBuilder()
                .setCode(code(problem).value())
                .setReason(problem.reason())
                .setMessage(String.valueOf(problem.getMessage()))
                .setWhere(problem.where())
                .setExpected(problem.expected())
                .setGot(problem.got())
                .setNearest(problem.nearest())
                .build();
    }

    private static Status.Code code(Problem problem) {
        if (problem.reason().equals("UNKNOWN_OPTION")) {
            return Status.Code.INVALID_ARGUMENT;
        }
        return switch (problem.kind()) {
            case NOT_FOUND -> Status.Code.NOT_FOUND;
            case INVALID -> Status.Code.INVALID_ARGUMENT;
            case PRECONDITION -> Status.Code.FAILED_PRECONDITION;
            case EXHAUSTED -> Status.Code.RESOURCE_EXHAUSTED;
            case UNAUTHENTICATED -> Status.Code.UNAUTHENTICATED;
            case DENIED -> Status.Code.PERMISSION_DENIED;
            case UNAVAILABLE -> Status.Code.UNAVAILABLE;
            case INTERNAL -> Status.Code.INTERNAL;
        };
    }

    private ErrorDetail incident(Throwable thrown) {
        String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        LOG.log(System.Logger.Level.ERROR, "incident " + id, thrown);
        metrics.incident();
        String what = thrown instanceof Problem problem ? String.valueOf(problem.getMessage()) : "the server failed";
        return ErrorDetail.newBuilder()
                .setCode(Status.Code.INTERNAL.value())
                .setReason(thrown instanceof Problem problem ? problem.reason() : "INTERNAL")
                .setMessage(what + "; incident " + id + " in the server's log")
                .setIncidentId(id)
                .build();
    }
}
