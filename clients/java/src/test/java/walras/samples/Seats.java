package walras.samples;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import walras.client.Client;
import walras.client.Host;
import walras.client.Options;
import walras.client.Participant;
import walras.client.Turn;
import walras.v1.SessionConfig;

/** One session, two participants: each has an address, and a step happens when both have acted. */
public final class Seats {
    private Seats() {}

    public static void main(String... address) throws InterruptedException, ExecutionException {
        SessionConfig config = SessionConfig.newBuilder()
                .setEnvironment("auction/chain-v0")
                .setSeed(7)
                .setOptions(Options.of(Map.of("copies", 1)))
                .addSeats(Options.seat("bidders/0"))
                .addSeats(Options.seat("bidders/1"))
                .build();
        try (Client client = Client.connect(address.length == 0 ? "" : address[0]);
                Host host = client.host(config)) {
            List<FutureTask<String>> programs = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                String seat = host.address("bidders/" + i);
                double amount = 0.2 * (i + 1);
                programs.add(new FutureTask<>(() -> bid(seat, amount)));
                new Thread(programs.get(i)).start();
            }
            host.reset();
            for (FutureTask<String> each : programs) {
                System.out.println(each.get());
            }
        }
    }

    /** One participant; usually a program of its own. */
    private static String bid(String address, double amount) throws InterruptedException {
        try (Participant seat = Client.join(address)) {
            Turn turn = seat.await();
            while (!ended(turn.done())) {
                turn = seat.step(Map.of("bidders", amount));
            }
            String label = seat.seats().get(0).label();
            double reward = turn.reward("bidders").get(0);
            return String.format(Locale.ROOT, "%s bid %s and earned %.3f in its last step", label, amount, reward);
        }
    }

    private static boolean ended(boolean[] rows) { // [B]
        return IntStream.range(0, rows.length).anyMatch(row -> rows[row]);
    }
}
