package walras.server.conformance;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonSyntaxException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A process of the client under test: a line of JSON in, a line of JSON out. Ends with its standard input. */
final class Driver implements AutoCloseable {
    private static final int ANSWER_SECONDS = 60;
    private static final int END_SECONDS = 5;
    private static final String END = ""; // no answer is an empty line

    private final Process process;
    private final BufferedWriter in;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

    Driver(List<String> command) throws IOException {
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        in = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        Thread reader = new Thread(this::read, "driver");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank()) {
                    answers.add(line);
                }
            }
        } catch (IOException ended) {
            answers.add(END);
        }
        answers.add(END);
    }

    /** What the client answers: {@code {"ok": ...}} or {@code {"error": ...}}. */
    JsonObject ask(JsonObject command) {
        tell(command);
        return answer(command);
    }

    /** Says a line without waiting for what comes back. */
    void tell(JsonObject command) {
        try {
            in.write(command.toString());
            in.newLine();
            in.flush();
        } catch (IOException ended) {
            throw new CaseFailure("the client's process has ended before " + command);
        }
    }

    /** The answer to what was said. */
    JsonObject answer(JsonObject command) {
        String line = line();
        CaseFailure.unless(line != null, "no answer within " + ANSWER_SECONDS + " s to " + command);
        CaseFailure.unless(!END.equals(line), "the client's process has ended at " + command);
        try {
            JsonElement parsed = JsonParser.parseString(String.valueOf(line));
            CaseFailure.unless(
                    parsed instanceof JsonObject of && (of.has("ok") || of.has("error")),
                    "expected {\"ok\": ...} or {\"error\": ...}, got " + line);
            return parsed.getAsJsonObject();
        } catch (JsonSyntaxException wrong) {
            throw new CaseFailure("expected a line of JSON, got " + line);
        }
    }

    private @Nullable String line() {
        try {
            return answers.poll(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    @Override
    public void close() {
        try (BufferedWriter ending = in) {
            ending.flush();
        } catch (IOException ended) {
            process.destroy(); // it has gone before
        }
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
