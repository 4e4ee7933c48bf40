package walras.samples;

import java.util.Locale;
import java.util.Map;
import walras.client.Client;
import walras.client.Session;
import walras.client.Tensor;
import walras.client.Turn;
import walras.v1.SessionConfig;

/** Makes a session, steps a batch, and reads what comes back. */
public final class Step {
    private Step() {}

    public static void main(String... address) throws InterruptedException {
        SessionConfig.Builder config =
                SessionConfig.newBuilder().setEnvironment("auction/chain-v0").setNumEnvs(1024);
        try (Client client = Client.connect(address.length == 0 ? "" : address[0]);
                Session session =
                        client.session(config.setSeed(7).addMetrics("price").build())) {
            Turn turn = session.reset();
            double[] bids = new double[1024 * 4]; // [B, n]
            for (int step = 0; step < 100; step++) {
                for (int i = 0; i < bids.length; i++) {
                    bids[i] = (7 * step + 3 * i) % 11 / 10.0;
                }
                turn = session.step(Map.of("bidders", bids));
            }
            Tensor state = turn.obs("bidders", "state");
            Tensor prices = turn.metric("price"); // [B]
            double sum = 0;
            int ended = 0;
            for (int row = 0; row < 1024; row++) {
                sum += prices.at(row);
                ended += turn.done()[row] ? 1 : 0;
            }
            System.out.printf(
                    Locale.ROOT,
                    "turn %d: states (%d, %d), mean price %.3f, %d rows ended%n",
                    turn.step(),
                    state.shape().get(0),
                    state.shape().get(1),
                    sum / 1024,
                    ended);
        }
    }
}
