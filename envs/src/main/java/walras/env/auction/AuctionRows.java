package walras.env.auction;

import java.util.Arrays;
import java.util.function.Function;
import walras.env.GroupTensors;
import walras.env.StateVisitor;
import walras.env.Tensor;
import walras.env.Tensors;

/**
 * The arrays of B auctions side by side, one array per quantity. The first block is a row's state between steps; the second is what the last step brought
 * about. Kernels write them in place.
 */
final class AuctionRows {
    final int rows;
    final int bidders;

    final int[] state; // [B]
    final int[] owner; // [B] the bidder who won the last auction; 0 when none has
    final double[] sold; // [B] 1 when there is an owner, else 0
    final double[] share; // [B] what the owner gets of each unit of the next revenue
    final double[] pending; // [B] reward less price of the last sale, where it is not paid out yet
    final byte[] active; // [B, m] 1 for bidders that take part in this episode

    final int[] age; // [B] steps taken since the episode began, kept by whoever keeps the clock
    final double[] transitionDraw; // [B] uniform in [0, 1), read by stochastic worlds
    final double[] tieDraw; // [B] uniform in [0, 1), read by the random tie rule

    final int[] winner; // [B]
    final double[] top; // [B] the highest bid
    final double[] second; // [B] the highest bid among all but the winning one, 0 without rivals
    final double[] price; // [B] paid by the winner
    final double[] revenue; // [B] paid to the owner, undiscounted
    final double[] reward; // [B] of the environment
    final double[] stepDiscount; // [B] discount to the power of the steps that the primitive took
    final double[] seller; // [B] 1 when the step had an owner to pay
    final double[] created; // [B] credit that came from nowhere: revenue less price, once there is an owner
    final double[] paid; // [B, m] what reached each bidder in this step
    final byte[] terminated; // [B]
    final byte[] truncated; // [B]

    /** Rows on their own. */
    AuctionRows(int rows, int bidders, double discount) {
        this(
                rows,
                bidders,
                discount,
                new int[rows],
                new double[rows * bidders],
                new byte[rows],
                name -> new double[rows]);
    }

    /** Rows whose outcomes land in the engine's arrays. */
    AuctionRows(Tensors tensors, GroupTensors group, double discount) {
        this(
                tensors.rows(),
                group.group().agents(),
                discount,
                tensors.clock().elapsed(),
                group.reward().f64(),
                tensors.terminated().u8(),
                name -> metric(tensors, name));
    }

    /** The metric's own array; one apart where the group has no such metric. */
    private static double[] metric(Tensors tensors, String name) { // [B]
        return tensors.metrics().stream()
                .filter(metric -> metric.name().equals(name))
                .map(Tensor::f64)
                .findFirst()
                .orElseGet(() -> new double[tensors.rows()]);
    }

    private AuctionRows(
            int rows,
            int bidders,
            double discount,
            int[] age, // [B]
            double[] paid, // [B, m]
            byte[] terminated, // [B]
            Function<String, double[]> metrics) { // [B] each
        this.rows = rows;
        this.bidders = bidders;
        this.age = age;
        this.paid = paid;
        this.terminated = terminated;
        state = new int[rows];
        owner = new int[rows];
        sold = new double[rows];
        share = new double[rows];
        pending = new double[rows];
        active = new byte[rows * bidders];
        transitionDraw = new double[rows];
        tieDraw = new double[rows];
        winner = new int[rows];
        top = new double[rows];
        second = metrics.apply(AuctionMetrics.SECOND_PRICE);
        price = metrics.apply(AuctionMetrics.PRICE);
        revenue = new double[rows];
        reward = metrics.apply(AuctionMetrics.ENVIRONMENT_REWARD);
        stepDiscount = new double[rows];
        seller = new double[rows];
        created = metrics.apply(AuctionMetrics.CREDIT_CREATED);
        truncated = new byte[rows];
        Arrays.fill(active, (byte) 1);
        Arrays.fill(stepDiscount, discount);
    }

    /** Begins a new episode in one row. */
    void begin(int row, int firstState) {
        state[row] = firstState;
        owner[row] = 0;
        sold[row] = 0;
        share[row] = 0;
        pending[row] = 0;
    }

    /** Shows what lies between steps. */
    void state(StateVisitor visitor) {
        visitor.ints("auction.state", state);
        visitor.ints("auction.owner", owner);
        visitor.doubles("auction.sold", sold);
        visitor.doubles("auction.share", share);
        visitor.doubles("auction.pending", pending);
        visitor.bytes("auction.active", active);
    }
}
