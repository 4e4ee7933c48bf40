package walras.samples;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import walras.client.Chunk;
import walras.client.Client;
import walras.client.Policies;
import walras.client.Rollout;
import walras.client.Session;
import walras.client.Tensor;
import walras.v1.Policy;
import walras.v1.PolicyHead;
import walras.v1.SessionConfig;

/** Plays many steps on the server with a policy that is sent as data, and reads the whole trajectory. */
public final class Trajectory {
    private Trajectory() {}

    public static void main(String... address) throws InterruptedException {
        SessionConfig config = SessionConfig.newBuilder()
                .setEnvironment("auction/chain-v0")
                .setNumEnvs(256)
                .setSeed(7)
                .addMetrics("environment_reward")
                .build();
        try (Client client = Client.connect(address.length == 0 ? "" : address[0]);
                Session session = client.session(config)) {
            session.reset();
            double played = 0;
            double found = 0;
            int steps = 0;
            List<Integer> shape = List.of();
            try (Rollout rollout = session.rollout(128, halfOfTheWorth(client))) {
                for (Chunk chunk : rollout) {
                    for (int i = 0; i < chunk.steps(); i++) {
                        Tensor bids = chunk.action(i, "bidders", "bid");
                        shape = bids.shape();
                        played += mean(bids);
                        found += mean(chunk.turn(i).metric("environment_reward"));
                    }
                    steps += chunk.steps();
                }
            }
            System.out.printf(
                    Locale.ROOT,
                    "bids (%d, %d, %d), mean %.3f; reward per step %.4f%n",
                    steps,
                    shape.get(0),
                    shape.get(1),
                    played / steps,
                    found / steps);
        }
    }

    /** One bid per state: half of what winning in it is worth. */
    private static Policy halfOfTheWorth(Client client) throws InterruptedException {
        Tensor worth = client.solve("auction/chain-v0", Map.of()).getTablesList().stream()
                .filter(table -> table.getName().equals("v_star"))
                .map(table -> Tensor.of(table.getValues()))
                .findFirst()
                .orElseThrow();
        double[] bids = IntStream.range(0, worth.size())
                .mapToDouble(state -> worth.at(state) / 2)
                .toArray();
        PolicyHead noisy = PolicyHead.newBuilder().setNoiseStd(0.05).build();
        return Policies.table(bids, noisy, bids.length, 1);
    }

    private static double mean(Tensor values) {
        return IntStream.range(0, values.size()).mapToDouble(values::at).sum() / values.size();
    }
}
