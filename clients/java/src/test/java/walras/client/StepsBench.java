package walras.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import walras.v1.SessionConfig;

/**
 * Steps a session in lockstep for as many seconds as each line of its input says, and answers with the round trips per second:
 * {@code ADDRESS ENVIRONMENT ROWS}, of an environment whose one seat has one float64 action.
 */
public final class StepsBench {
    private StepsBench() {}

    public static void main(String[] words) throws IOException, InterruptedException {
        int rows = Integer.parseInt(words[2]);
        SessionConfig config = SessionConfig.newBuilder()
                .setEnvironment(words[1])
                .setNumEnvs(rows)
                .setSeed(1)
                .build();
        try (Client client = Client.connect(words[0]);
                Session session = client.session(config);
                var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            session.reset();
            Seat seat = session.seats().get(0);
            Map<String, double[]> actions = Map.of(seat.key(), new double[rows * seat.agents()]); // [B, n]
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                double seconds = Double.parseDouble(line);
                long begun = System.nanoTime();
                int steps = 0;
                double passed;
                do {
                    session.step(actions);
                    steps++;
                    passed = (System.nanoTime() - begun) / 1e9;
                } while (passed < seconds);
                System.out.println(steps / passed);
            }
        }
    }
}
