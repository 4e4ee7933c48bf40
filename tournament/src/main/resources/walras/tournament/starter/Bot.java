import java.util.Map;
import walras.client.Client;
import walras.client.Participant;
import walras.client.Tensor;
import walras.client.Turn;
import walras.client.WalrasException;

/** Bids more the nearer the goal is. Whoever plays gets one seat of one match, and plays until the match is over. */
final class Bot {
    public static void main(String[] words) throws InterruptedException {
        try (Participant seat = Client.join(System.getenv("WALRAS_JOIN"))) {
            String key = seat.seats().get(0).key();
            Turn turn = seat.await();
            while (true) {
                Tensor state = turn.obs(key, "state"); // [rows, 1]
                double[] bids = new double[state.size()];
                for (int row = 0; row < bids.length; row++) {
                    bids[row] = 0.3 + 0.1 * state.at(row);
                }
                turn = seat.step(Map.of(key, bids));
            }
        } catch (WalrasException over) {
            if (!over.reason().equals("SESSION_CLOSED")) {
                throw over; // else the match is over
            }
        }
    }
}
