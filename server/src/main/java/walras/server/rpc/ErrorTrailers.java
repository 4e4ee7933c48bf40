package walras.server.rpc;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.protobuf.StatusProto;
import java.nio.charset.StandardCharsets;
import walras.env.Words;
import walras.v1.ErrorDetail;

/**
 * How the end of a call says what was wrong: the standard details, and the whole of it again for clients that do without
 * them. Clients take a few kilobytes of trailers and drop the connection, with every other stream on it, when there are
 * more; so words are shortened until all trailers together are well below that.
 */
public final class ErrorTrailers {
    /** The error in full, for clients that do without the standard details. */
    static final Metadata.Key<ErrorDetail> DETAIL =
            Metadata.Key.of("walras-error-bin", ProtoUtils.metadataMarshaller(ErrorDetail.getDefaultInstance()));

    /** All trailers together, as HTTP/2 counts them. */
    static final int MOST_BYTES = 4096;

    private static final String DOMAIN = "walras";
    private static final int STATUS_BYTES = 256; // of what the transport adds: status, content type
    private static final int ENTRY_BYTES = 32; // of a header, beside its name and value
    private static final int LONGEST = 1024; // characters of one word

    private ErrorTrailers() {}

    /** The end of a call, with as many of the words as trailers have room for. */
    static StatusRuntimeException of(ErrorDetail whole) {
        int most = LONGEST;
        ErrorDetail detail = shortened(whole, most);
        com.google.rpc.Status status = status(detail);
        while (bytes(detail, status) > MOST_BYTES - STATUS_BYTES) {
            most = most * 3 / 4;
            detail = shortened(whole, most);
            status = status(detail);
        }
        StatusRuntimeException end = StatusProto.toStatusRuntimeException(status);
        Metadata trailers = end.getTrailers() == null ? new Metadata() : end.getTrailers();
        trailers.put(DETAIL, detail);
        return end.getStatus().asRuntimeException(trailers);
    }

    /** What the end of a call says was wrong, where {@code status} is not OK. */
    public static ErrorDetail detail(Status status, Metadata trailers) {
        ErrorDetail detail = trailers.get(DETAIL);
        return detail != null
                ? detail
                : ErrorDetail.newBuilder()
                        .setCode(status.getCode().value())
                        .setReason(status.getCode().name())
                        .setMessage(String.valueOf(status.getDescription()))
                        .build();
    }

    private static ErrorDetail shortened(ErrorDetail detail, int most) {
        return detail.toBuilder()
                .setReason(Words.cut(detail.getReason(), most))
                .setMessage(Words.cut(detail.getMessage(), 2 * most))
                .setWhere(Words.cut(detail.getWhere(), most))
                .setExpected(Words.cut(detail.getExpected(), most))
                .setGot(Words.cut(detail.getGot(), most))
                .setNearest(Words.cut(detail.getNearest(), most))
                .build();
    }

    /** The error in the standard form. */
    static com.google.rpc.Status status(ErrorDetail detail) {
        ErrorInfo.Builder info =
                ErrorInfo.newBuilder().setReason(detail.getReason()).setDomain(DOMAIN);
        put(info, "where", detail.getWhere());
        put(info, "expected", detail.getExpected());
        put(info, "got", detail.getGot());
        put(info, "nearest", detail.getNearest());
        put(info, "incident_id", detail.getIncidentId());
        return com.google.rpc.Status.newBuilder()
                .setCode(detail.getCode())
                .setMessage(detail.getMessage())
                .addDetails(Any.pack(info.build()))
                .build();
    }

    private static void put(ErrorInfo.Builder info, String key, String value) {
        if (!value.isEmpty()) {
            info.putMetadata(key, value);
        }
    }

    private static int bytes(ErrorDetail detail, com.google.rpc.Status status) {
        return "grpc-message".length()
                + percentEncoded(detail.getMessage())
                + "grpc-status-details-bin".length()
                + base64(status.getSerializedSize())
                + DETAIL.name().length()
                + base64(detail.getSerializedSize())
                + 3 * ENTRY_BYTES;
    }

    private static int base64(int bytes) {
        return (bytes + 2) / 3 * 4;
    }

    /** Bytes of a text in {@code grpc-message}, where whatever is not plain takes three. */
    static int percentEncoded(String text) {
        int length = 0;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            length += b < ' ' || b > '~' || b == '%' ? 3 : 1;
        }
        return length;
    }
}
