package walras.server.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;

/**
 * An answer as a whole.
 *
 * @param status as HTTP has it, 200 for a good one
 * @param contentType with its charset
 */
public record HttpAnswer(int status, String contentType, byte[] body) {
    private static final String TEXT = "text/plain; charset=utf-8";

    /** Text for people, in one line or several. */
    public static HttpAnswer text(int status, String text) {
        return new HttpAnswer(status, TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The status in words. */
    static String phrase(int status) {
        return HttpResponseStatus.valueOf(status).reasonPhrase();
    }
}
