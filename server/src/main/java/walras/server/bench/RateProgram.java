package walras.server.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A program that answers each line, a number of seconds, with how often a second it did its work for so long. */
final class RateProgram implements AutoCloseable {
    private final List<String> command;
    private final Process process;
    private final BufferedWriter asked;
    private final BufferedReader answers;

    RateProgram(List<String> program, String... words) throws IOException {
        command = new ArrayList<>(program);
        command.addAll(List.of(words));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        asked = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Times a second, over a while. */
    double take(long nanos) throws IOException {
        asked.write(nanos / 1e9 + "\n");
        asked.flush();
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException(command.get(0) + ": expected a rate, and it has ended");
        }
        return Double.parseDouble(answer);
    }

    @Override
    public void close() {
        process.destroy();
    }
}
