package walras.env.stackelberg.mechanism;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import walras.env.GroupTensors;
import walras.env.stackelberg.engine.AnswerGrid;

/** Offers for leaders that search among commitments: a buyer, and a price of 0, 1 or between two adjacent values. */
final class OfferGrid implements AnswerGrid {
    private final int buyers;
    private final int messages;
    private final int sets;
    private final double[] prices;
    private final int[] message; // [B, 1, n]
    private final float[] unvisited; // [B, 1, n]
    private final double[] offer; // [B, 1, n + 1]

    OfferGrid(GroupTensors group, PriceGame game) {
        PriceSetting setting = game.rules().setting();
        buyers = setting.buyers();
        messages = game.shape().actions();
        sets = game.informationSets();
        prices = prices(setting);
        message = group.observation("messages").i32();
        unvisited = group.observation("unvisited").f32();
        offer = group.action("offer").f64();
    }

    private static double[] prices(PriceSetting setting) {
        return DoubleStream.concat(
                        Arrays.stream(PriceGrid.midpoints(setting.values()).prices()), DoubleStream.of(1))
                .toArray();
    }

    static int choices(PriceSetting setting) {
        return setting.buyers() * prices(setting).length;
    }

    @Override
    public int sets() {
        return sets;
    }

    @Override
    public int choices() {
        return buyers * prices.length;
    }

    @Override
    public int set(int row) {
        int profile = 0;
        int visits = buyers;
        for (int i = 0; i < buyers; i++) {
            profile = profile * messages + message[row * buyers + i];
            visits -= (int) unvisited[row * buyers + i];
        }
        return profile * buyers + visits;
    }

    @Override
    public void play(int row, int choice) {
        int at = row * (buyers + 1);
        Arrays.fill(offer, at, at + buyers, 0);
        offer[at + choice / prices.length] = 1;
        offer[at + buyers] = prices[choice % prices.length];
    }
}
