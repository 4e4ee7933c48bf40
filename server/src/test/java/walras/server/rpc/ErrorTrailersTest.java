package walras.server.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import walras.env.Problem;
import walras.server.metrics.ServerMetrics;
import walras.v1.ErrorDetail;

/** Whatever was wrong, and whatever the caller sent, the end of a call is small. */
class ErrorTrailersTest {
    private static final int ENTRY_BYTES = 32;

    static Stream<String> words() {
        return Stream.of("a", "%", "é", "漢", "😀", "\u0000", "\n", "\"", "\ud800")
                .map(letter -> letter.repeat(100_000));
    }

    /** As HTTP/2 counts them, the text of the status included. */
    static int bytes(StatusRuntimeException end) {
        Metadata trailers = end.getTrailers();
        assertNotNull(trailers);
        int bytes = 0;
        for (String key : trailers.keys()) {
            for (byte[] value : values(trailers, key)) {
                bytes += key.length() + (value.length + 2) / 3 * 4 + ENTRY_BYTES;
            }
        }
        String message = end.getStatus().getDescription();
        return bytes + ENTRY_BYTES + (message == null ? 0 : ErrorTrailers.percentEncoded(message));
    }

    private static List<byte[]> values(Metadata trailers, String key) {
        Iterable<byte[]> values = key.endsWith(Metadata.BINARY_HEADER_SUFFIX)
                ? trailers.getAll(Metadata.Key.of(key, Metadata.BINARY_BYTE_MARSHALLER))
                : List.of();
        return Stream.of(values)
                .flatMap(all -> java.util.stream.StreamSupport.stream(all.spliterator(), false))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("words")
    void of_wordsOfAnyLength_staysSmall(String words) {
        ErrorDetail detail = ErrorDetail.newBuilder()
                .setReason("BAD_REQUEST")
                .setMessage(words)
                .setWhere(words)
                .setExpected(words)
                .setGot(words)
                .setNearest(words)
                .build();
        StatusRuntimeException end = ErrorTrailers.of(detail);
        assertTrue(bytes(end) <= ErrorTrailers.MOST_BYTES, bytes(end) + " bytes");
        Metadata trailers = end.getTrailers();
        assertNotNull(trailers);
        ErrorDetail told = trailers.get(ErrorTrailers.DETAIL);
        assertNotNull(told);
        assertEquals("BAD_REQUEST", told.getReason());
        assertFalse(told.getGot().isEmpty());
    }

    @ParameterizedTest
    @EnumSource(Problem.Kind.class)
    void status_problemOfAnyKindWithLongWords_staysSmall(Problem.Kind kind) {
        try (ServerMetrics metrics = new ServerMetrics()) {
            Failures failures = new Failures(metrics);
            for (String words : words().toList()) {
                StatusRuntimeException end = failures.status(Problem.of(kind, "REASON", words, words, words, words));
                assertTrue(bytes(end) <= ErrorTrailers.MOST_BYTES, kind + ": " + bytes(end) + " bytes");
            }
        }
    }

    // What fits is said in full.
    @Test
    void of_shortWords_keepsThem() {
        ErrorDetail detail = ErrorDetail.newBuilder()
                .setReason("UNKNOWN_ENVIRONMENT")
                .setMessage("environment: expected one of " + "auction/chain-v0, ".repeat(20))
                .setExpected("one of " + "auction/chain-v0, ".repeat(20))
                .build();
        Metadata trailers = ErrorTrailers.of(detail).getTrailers();
        assertNotNull(trailers);
        assertEquals(detail, trailers.get(ErrorTrailers.DETAIL));
    }
}
