package walras.server.json;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.grpc.Status;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import walras.server.http.HttpAnswer;
import walras.v1.ErrorDetail;

/** Errors as JSON: {@code {"code", "message", "details"}} under the status that stands for the code in HTTP. */
final class JsonErrors {
    static final String JSON = "application/json";

    private static final JsonFormat.Printer PRINTER = JsonFormat.printer().omittingInsignificantWhitespace();

    private JsonErrors() {}

    static HttpAnswer answer(ErrorDetail detail) {
        return answer(status(code(detail)), detail);
    }

    /** @param httpStatus where HTTP has a better one than that of the code */
    static HttpAnswer answer(int httpStatus, ErrorDetail detail) {
        return new HttpAnswer(httpStatus, JSON, (text(detail) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** A refusal of HTTP's own. */
    static HttpAnswer refusal(int httpStatus, String why) {
        Status.Code code =
                switch (httpStatus) {
                    case 400, 415, 417 -> Status.Code.INVALID_ARGUMENT;
                    case 404, 405 -> Status.Code.UNIMPLEMENTED;
                    case 408, 413, 429 -> Status.Code.RESOURCE_EXHAUSTED;
                    default -> Status.Code.INTERNAL;
                };
        String reason =
                switch (code) {
                    case RESOURCE_EXHAUSTED -> "LIMIT";
                    case INTERNAL -> "INTERNAL";
                    default -> "BAD_REQUEST";
                };
        return answer(
                httpStatus,
                ErrorDetail.newBuilder()
                        .setCode(code.value())
                        .setReason(reason)
                        .setMessage(why)
                        .build());
    }

    /** The error in one line. */
    static String text(ErrorDetail detail) {
        ErrorDetail more = detail.toBuilder().clearCode().clearMessage().build();
        StringBuilder text = new StringBuilder("{\"code\":");
        JsonNumbers.quote(text, code(detail).name().toLowerCase(Locale.ROOT));
        text.append(",\"message\":");
        JsonNumbers.quote(text, detail.getMessage());
        try {
            PRINTER.appendTo(more, text.append(",\"details\":"));
        } catch (java.io.IOException impossible) {
            throw new IllegalStateException("an error cannot be printed", impossible);
        }
        return text.append('}').toString();
    }

    private static Status.Code code(ErrorDetail detail) {
        return Status.fromCodeValue(detail.getCode()).getCode();
    }

    /** As google.rpc.Code has them beside each code. */
    private static int status(Status.Code code) {
        return switch (code) {
            case OK -> 200;
            case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> 400;
            case UNAUTHENTICATED -> 401;
            case PERMISSION_DENIED -> 403;
            case NOT_FOUND -> 404;
            case ALREADY_EXISTS, ABORTED -> 409;
            case RESOURCE_EXHAUSTED -> 429;
            case CANCELLED -> 499;
            case UNIMPLEMENTED -> 501;
            case UNAVAILABLE -> 503;
            case DEADLINE_EXCEEDED -> 504;
            case UNKNOWN, INTERNAL, DATA_LOSS -> 500;
        };
    }

    /** What JSON's mapping says of a text that does not fit, in one line. */
    static String words(InvalidProtocolBufferException malformed) {
        return String.valueOf(malformed.getMessage()).lines().findFirst().orElse("");
    }
}
