package walras.client;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.Status.Code;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import walras.v1.ErrorDetail;

/** What the server refused, or why it could not be reached. The reasons are listed in {@code errors.proto}. */
public final class WalrasException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final Metadata.Key<byte[]> TRAILER =
            Metadata.Key.of("walras-error-bin", Metadata.BINARY_BYTE_MARSHALLER);

    private final Code code;
    private final String reason;
    private final transient Map<String, String> fields;

    private WalrasException(
            Code code, String reason, String message, Map<String, String> fields, @Nullable Throwable cause) {
        super(reason.isEmpty() ? message : "[" + reason + "] " + message, cause);
        this.code = code;
        this.reason = reason;
        this.fields = fields;
    }

    /** The gRPC code; a reason never changes its code. */
    public Code code() {
        return code;
    }

    /** What kind of error it is, for programs: {@code BAD_ACTION}; empty where the server has not spoken. */
    public String reason() {
        return reason;
    }

    /** What is known of where, expected, got, nearest and incident_id. */
    public Map<String, String> fields() {
        return fields;
    }

    /** In the server's words where the call's trailers carry them. */
    static WalrasException of(Throwable thrown) {
        if (thrown instanceof WalrasException known) {
            return known;
        }
        Metadata trailers = Status.trailersFromThrowable(thrown);
        byte[] detail = trailers == null ? null : trailers.get(TRAILER);
        Status status = Status.fromThrowable(thrown);
        if (detail != null) {
            try {
                return of(ErrorDetail.parseFrom(detail));
            } catch (com.google.protobuf.InvalidProtocolBufferException unreadable) {
                status = status.withCause(unreadable);
            }
        }
        return of(status.getCode(), "", String.valueOf(status.getDescription()), thrown);
    }

    /** That a stream carried, or a trailer. */
    static WalrasException of(ErrorDetail detail) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("where", detail.getWhere());
        fields.put("expected", detail.getExpected());
        fields.put("got", detail.getGot());
        fields.put("nearest", detail.getNearest());
        fields.put("incident_id", detail.getIncidentId());
        fields.values().removeIf(String::isEmpty);
        Code code = Status.fromCodeValue(detail.getCode()).getCode();
        return new WalrasException(code, detail.getReason(), detail.getMessage(), fields, null);
    }

    static WalrasException of(Code code, String reason, String message, @Nullable Throwable cause) {
        return new WalrasException(code, reason, message, Map.of(), cause);
    }

    /** An argument that no server could accept, found before it was sent. */
    static WalrasException refused(String reason, String where, String expected, Object got) {
        Map<String, String> fields = Map.of("where", where, "expected", expected, "got", String.valueOf(got));
        String message = where + ": expected " + expected + ", got " + got;
        return new WalrasException(Code.INVALID_ARGUMENT, reason, message, fields, null);
    }

    static WalrasException badRequest(String where, String expected, Object got) {
        return refused("BAD_REQUEST", where, expected, got);
    }

    /** The right call at the wrong time. */
    static WalrasException notNow(String reason, String message) {
        return of(Code.FAILED_PRECONDITION, reason, message, null);
    }

    /** A message of the server that does not fit what it has said before. */
    static WalrasException unreadable(String message) {
        return of(Code.INTERNAL, "INTERNAL", message, null);
    }

    /** A connection that is gone, and has not been taken up again. */
    static WalrasException lost(WalrasException why) {
        String message = "the connection was lost (" + why.getMessage()
                + "): reattach goes on where the server has kept the session";
        return of(Code.UNAVAILABLE, why.reason(), message, why);
    }

    /** Whether the server could not be reached, or is stopping. */
    boolean unavailable() {
        return code == Code.UNAVAILABLE;
    }
}
