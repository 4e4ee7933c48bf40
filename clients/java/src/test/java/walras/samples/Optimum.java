package walras.samples;

import java.util.Locale;
import java.util.Map;
import walras.client.Chunk;
import walras.client.Client;
import walras.client.Policies;
import walras.client.Rollout;
import walras.client.Session;
import walras.client.Tensor;
import walras.v1.SessionConfig;
import walras.v1.SolveResponse;
import walras.v1.Table;

/** The exact optimum of an environment, and how far built-in policies are from it. */
public final class Optimum {
    private Optimum() {}

    public static void main(String... address) throws InterruptedException {
        try (Client client = Client.connect(address.length == 0 ? "" : address[0])) {
            SolveResponse solution = client.solve("auction/chain-v0", Map.of("discount", 0.99));
            System.out.println("Q*, [state, primitive]:");
            for (Table table : solution.getTablesList()) {
                if (table.getName().equals("q_star")) {
                    print(Tensor.of(table.getValues()));
                }
            }
            for (String policy : new String[] {"truthful", "random"}) {
                System.out.printf(Locale.ROOT, "%s bidders lose %.5f per step%n", policy, regret(client, policy));
            }
        }
    }

    private static double regret(Client client, String policy) throws InterruptedException {
        SessionConfig.Builder config =
                SessionConfig.newBuilder().setEnvironment("auction/chain-v0").setNumEnvs(256);
        double sum = 0;
        int count = 0;
        try (Session session =
                client.session(config.setSeed(7).addMetrics("regret").build())) {
            session.reset();
            try (Rollout rollout = session.rollout(20, Policies.named(policy))) {
                for (Chunk chunk : rollout) {
                    for (int i = 0; i < chunk.steps(); i++) {
                        Tensor regrets = chunk.turn(i).metric("regret");
                        for (int place = 0; place < regrets.size(); place++) {
                            sum += regrets.at(place);
                            count++;
                        }
                    }
                }
            }
        }
        return sum / count;
    }

    /** Prints [rows, columns] with at most four decimals. */
    private static void print(Tensor table) {
        int columns = table.shape().get(1);
        for (int at = 0; at < table.size(); at += columns) {
            StringBuilder row = new StringBuilder(at == 0 ? "[[" : " [");
            for (int column = 0; column < columns; column++) {
                String word = String.format(Locale.ROOT, "%.4f", table.at(at + column));
                row.append(column == 0 ? "" : " ").append(String.format("%-6s", word.replaceAll("0+$", "")));
            }
            System.out.println(row.append(at + columns == table.size() ? "]]" : "]"));
        }
    }
}
