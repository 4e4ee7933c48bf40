package walras.env.stackelberg.platform;

import walras.env.GroupTensors;
import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.RowRandom;
import walras.env.Rows;
import walras.env.StateVisitor;

/** Q-learning sellers on seats. */
final class LearningSellers implements Policy {
    private static final int EXPLORE = 0;
    private static final int PICK = 1;

    private final GroupTensors seat;
    private final RowRandom random;
    private final Profiles profiles;
    private final int n; // sellers
    private final int first;
    private final int agents;
    private final QSellers sellers;
    private final int[] state; // [B], the profile that the last prices answered
    private final byte[] acted; // [B]

    LearningSellers(PolicyContext context, PlatformSettings settings) {
        this.seat = context.groupTensors();
        this.random = context.random();
        this.profiles = settings.tables().profiles();
        this.n = profiles.sellers();
        this.first = context.firstAgent();
        this.agents = context.agents();
        int rows = context.tensors().rows();
        this.sellers = settings.newSellers(rows);
        this.state = new int[rows];
        this.acted = new byte[rows];
    }

    /** The last profile, seller 0's price first. */
    private int profile(int row) {
        int[] last = seat.observations().get(0).i32(); // [B, seller, seller]
        return profiles.of(last, n * n * row);
    }

    @Override
    public void act(Rows rows) {
        int[] price = seat.actions().get(0).i32(); // [B, seller]
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row) && seat.active().u8()[n * row] == 1) {
                state[row] = profile(row);
                acted[row] = 1;
                for (int seller = first; seller < first + agents; seller++) {
                    double explore = random.uniform(row, EXPLORE, seller);
                    double pick = random.uniform(row, PICK, seller);
                    price[n * row + seller] = sellers.choose(row, seller, state[row], explore, pick);
                }
            }
        }
    }

    /** A period is over when sellers are to act again. */
    @Override
    public void learn(Rows rows) {
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row) && acted[row] == 1 && seat.active().u8()[n * row] == 1) {
                for (int seller = first; seller < first + agents; seller++) {
                    double profit = seat.reward().f64()[n * row + seller];
                    sellers.learn(row, seller, state[row], profile(row), profit);
                }
                sellers.tick(row);
            }
        }
    }

    @Override
    public void begin(Rows rows) {
        double[] cost = seat.observations().get(2).f64(); // [B, seller]
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                acted[row] = 0;
                sellers.reset(row, cost, n * row);
            }
        }
    }

    @Override
    public void state(StateVisitor visitor) {
        visitor.ints("sellers.state", state);
        visitor.bytes("sellers.acted", acted);
        sellers.state(visitor, "sellers");
    }
}
