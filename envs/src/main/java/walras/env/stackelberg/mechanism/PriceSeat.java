package walras.env.stackelberg.mechanism;

import walras.env.GroupTensors;
import walras.env.stackelberg.engine.LeaderSeat;

/**
 * The seller sees messages, whom it has visited and what it asked, and offers the item to the unvisited buyer of the highest score, the
 * first on ties.
 */
final class PriceSeat implements LeaderSeat {
    private final PriceGrid grid;
    private final int buyers;
    private final int messages;
    private final int[] message; // [B, 1, n]
    private final float[] unvisited; // [B, 1, n]
    private final float[] itemsLeft; // [B, 1, 1]
    private final float[] allocation; // [B, 1, n, 1]
    private final double[] quoted; // [B, 1, n, 1]
    private final double[] offer; // [B, 1, n + 1]

    PriceSeat(GroupTensors group, PriceGame game, PriceGrid grid) {
        this.grid = grid;
        buyers = game.rules().setting().buyers();
        messages = game.shape().actions();
        message = group.observation("messages").i32();
        unvisited = group.observation("unvisited").f32();
        itemsLeft = group.observation("items_left").f32();
        allocation = group.observation("allocation").f32();
        quoted = group.observation("quoted_prices").f64();
        offer = group.action("offer").f64();
    }

    @Override
    public void answer(int row, int set, double[] answers, int at) {
        int best = -1;
        int scores = row * (buyers + 1);
        for (int i = 0; i < buyers; i++) {
            if (!visited(i, set, answers, at) && (best < 0 || offer[scores + i] > offer[scores + best])) {
                best = i;
            }
        }
        answers[at + 2 * set] = best;
        answers[at + 2 * set + 1] = grid.snap(offer[scores + buyers]);
    }

    private boolean visited(int buyer, int set, double[] answers, int at) {
        for (int earlier = set - set % buyers; earlier < set; earlier++) {
            if (answers[at + 2 * earlier] == buyer) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void observe(int row, int set, double[] answers, int at) {
        int profile = set / buyers;
        for (int i = buyers - 1; i >= 0; i--) {
            message[row * buyers + i] = profile % messages;
            profile /= messages;
            unvisited[row * buyers + i] = visited(i, set, answers, at) ? 0 : 1;
            allocation[row * buyers + i] = 0;
            quoted[row * buyers + i] = 0;
        }
        itemsLeft[row] = 1;
        for (int earlier = set - set % buyers; earlier < set; earlier++) {
            quoted[row * buyers + (int) answers[at + 2 * earlier]] = answers[at + 2 * earlier + 1];
        }
    }
}
