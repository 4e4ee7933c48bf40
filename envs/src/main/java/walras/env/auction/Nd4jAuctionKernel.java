package walras.env.auction;

import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import walras.env.Rows;
import walras.env.nd4j.Nd4jProgram;

/**
 * The auction as whole-batch ND4J operations, on whatever device ND4J's backend drives. Every operation rounds at most once and in the order of the fused kernel, so the
 * two agree to the last bit: choices are made by multiplying with 0 or 1, which is exact.
 */
final class Nd4jAuctionKernel implements AuctionKernel {
    private static final int STATE = 0;
    private static final int AGE = 1;
    private static final int OWNER = 2;
    private static final int SOLD = 3;
    private static final int SHARE = 4;
    private static final int PENDING = 5;
    private static final int STEP_DISCOUNT = 6;
    private static final int TRANSITION_DRAW = 7;
    private static final int TIE_DRAW = 8;
    private static final int WINNER = 9;
    private static final int TOP = 10;
    private static final int SECOND = 11;
    private static final int PRICE = 12;
    private static final int REVENUE = 13;
    private static final int REWARD = 14;
    private static final int CREATED = 15;
    private static final int TERMINATED = 16;
    private static final int TRUNCATED = 17;
    private static final int SELLER = 18;
    private static final int COLUMNS = 19;

    private final AuctionRules rules;
    private final int rows;
    private final int m;
    private final World world;
    private final Nd4jProgram clearing = new Nd4jProgram();
    private final Nd4jProgram settling = new Nd4jProgram();
    private final INDArray block; // [COLUMNS, B], moved to or from the device in one copy
    private final INDArray bids; // [B, m]
    private final INDArray won; // [B, m] 1 for the winner
    private final INDArray paid; // [B, m]
    private final double[] columns; // [COLUMNS, B]
    private final double[] flat; // [B, m]
    private final int[] source; // [m] whose bid counts as bidder i's

    Nd4jAuctionKernel(AuctionRules rules, World world, int rows) {
        this.rules = rules;
        this.rows = rows;
        this.m = rules.bidders();
        this.world = world;
        source = IntStream.range(0, m)
                .map(i -> rules.cloneSampling() == CloneSampling.EXACT ? i % rules.primitives() : i)
                .toArray();
        block = Nd4jProgram.zeros(COLUMNS, rows);
        bids = scratches();
        won = scratches();
        paid = scratches();
        columns = new double[COLUMNS * rows];
        flat = new double[rows * m];
        recordClearing();
        if (world instanceof TabularWorld tables) {
            new Nd4jTabularStep(clearing, tables.mdp(), rules, rows)
                    .record(
                            won,
                            column(STATE),
                            column(AGE),
                            column(TRANSITION_DRAW),
                            column(REWARD),
                            column(TERMINATED));
        }
        recordSettling();
    }

    /** A view; columns broadcast over bidders. */
    private INDArray column(int index) { // [B, 1]
        return block.get(NDArrayIndex.point(index), NDArrayIndex.all()).reshape(rows, 1);
    }

    private INDArray scratch() { // [B, 1]
        return Nd4jProgram.zeros(rows, 1);
    }

    private INDArray scratches() { // [B, m]
        return Nd4jProgram.zeros(rows, m);
    }

    /** Over bidders. */
    private INDArray reduce(String name, INDArray out, INDArray in) { // out [B, 1], in [B, m]
        clearing.reduce(name, out.reshape(rows), in, 1);
        return out;
    }

    private void recordClearing() {
        Nd4jProgram p = clearing;
        INDArray valid = bids;
        INDArray top = reduce("reduce_max", column(TOP), valid);
        INDArray tied = p.compare("equals", scratches(), valid, top);
        INDArray count = reduce("reduce_sum", scratch(), tied);
        INDArray rank = p.runningSum(scratches(), tied, 1);
        INDArray position = recordPosition(count); // [B, 1]
        INDArray notBefore = p.compare("greater", scratches(), rank, position);
        INDArray notAfter = p.compare(
                "less_equal", scratches(), rank, p.apply("add", scratch(), position, Nd4jProgram.constant(1)));
        p.apply("multiply", won, p.apply("multiply", scratches(), tied, notBefore), notAfter);
        reduce("reduce_sum", column(WINNER), p.apply("multiply", scratches(), won, indices()));
        INDArray lost = p.apply("subtract", scratches(), Nd4jProgram.constant(1), won);
        INDArray others = p.apply("subtract", scratches(), p.apply("multiply", scratches(), valid, lost), won);
        INDArray second = reduce("reduce_max", column(SECOND), others);
        p.apply("maximum", second, second, Nd4jProgram.constant(0));
        Mechanism mechanism = rules.mechanism();
        recordMix(column(PRICE), top, mechanism.priceOfTop(), second, mechanism.priceOfSecond());
        recordMix(column(REVENUE), top, mechanism.revenueOfTop(), second, mechanism.revenueOfSecond());
    }

    private void recordMix(INDArray out, INDArray top, double ofTop, INDArray second, double ofSecond) { // [B, 1]
        INDArray left = clearing.apply("multiply", scratch(), top, Nd4jProgram.constant(ofTop));
        INDArray right = clearing.apply("multiply", scratch(), second, Nd4jProgram.constant(ofSecond));
        clearing.apply("add", out, left, right);
    }

    /** How many tied bidders are passed over, less one half where that is certain: the winner is the first whose rank among the tied is above. */
    private INDArray recordPosition(INDArray count) { // [B, 1]
        INDArray last = clearing.apply("subtract", scratch(), count, Nd4jProgram.constant(0.5));
        return switch (rules.tieRule()) {
            case LOWEST_INDEX -> clearing.apply("multiply", scratch(), count, Nd4jProgram.constant(0));
            case HIGHEST_INDEX -> last;
            case RANDOM -> {
                INDArray drawn = clearing.apply("multiply", scratch(), count, column(TIE_DRAW));
                yield clearing.apply("minimum", scratch(), drawn, last);
            }
        };
    }

    private INDArray indices() { // [1, m]
        return Nd4jProgram.array(IntStream.range(0, m).asDoubleStream().toArray(), 1, m);
    }

    private void recordSettling() {
        Nd4jProgram p = settling;
        double carry = rules.settlement() == Settlement.UTILITY ? 1 : 0;
        INDArray age = column(AGE);
        INDArray acts = p.compare("less", scratch(), age, Nd4jProgram.constant(rules.horizon()));
        INDArray price = p.apply("multiply", column(PRICE), column(PRICE), acts);
        INDArray net = p.apply("subtract", scratch(), column(REWARD), price);
        INDArray late = p.compare("greater_equal", scratch(), age, Nd4jProgram.constant(rules.lastAge()));
        INDArray runs = p.apply("subtract", scratch(), Nd4jProgram.constant(1), column(TERMINATED));
        INDArray cut = p.apply("multiply", column(TRUNCATED), late, runs);
        INDArray goesOn = p.apply("subtract", scratch(), runs, cut);
        INDArray kept = p.apply(
                "multiply", scratch(), net, p.apply("multiply", scratch(), goesOn, Nd4jProgram.constant(carry)));
        INDArray sale = p.apply("multiply", scratch(), column(SHARE), column(REVENUE));
        INDArray owed = p.apply("add", scratch(), column(PENDING), sale);
        INDArray owns = p.compare("equals", scratches(), indices(), column(OWNER));
        INDArray toOwner = p.apply("multiply", scratches(), owns, owed);
        INDArray now = p.apply("subtract", scratch(), net, kept);
        INDArray toWinner = p.apply("multiply", scratches(), won, now);
        // Adding zero turns a negative zero into zero, as the fused kernel's sums do.
        p.apply("add", paid, p.apply("add", scratches(), toOwner, toWinner), Nd4jProgram.constant(0));
        INDArray margin = p.apply("subtract", scratch(), column(REVENUE), price);
        p.apply("multiply", column(CREATED), margin, column(SOLD));
        p.apply("add", column(PENDING), kept, Nd4jProgram.constant(0));
        p.apply("add", column(SELLER), column(SOLD), Nd4jProgram.constant(0));
        p.apply("add", column(SOLD), goesOn, Nd4jProgram.constant(0));
        INDArray later = p.apply("multiply", scratch(), column(STEP_DISCOUNT), Nd4jProgram.constant(carry));
        p.apply("multiply", column(SHARE), goesOn, p.apply("add", scratch(), later, Nd4jProgram.constant(1 - carry)));
        p.apply("multiply", column(OWNER), column(WINNER), goesOn);
    }

    @Override
    public void step(double[] given, AuctionRows state, Rows which) { // given [B, m]
        for (int at = 0; at < flat.length; at++) {
            // Absent bidders bid less than nothing; adding zero turns a negative zero into zero.
            flat[at] = state.active[at] == 0 ? -1 : given[at - at % m + source[at % m]] + 0.0;
        }
        Nd4jProgram.upload(bids, flat);
        upload(state);
        clearing.run();
        if (!(world instanceof TabularWorld)) {
            download(state, which);
            world.apply(state, which);
            upload(state);
        }
        settling.run();
        download(state, which);
        Nd4jProgram.download(paid, flat);
        for (int row = which.from(); row < which.to(); row++) {
            if (which.contains(row)) {
                System.arraycopy(flat, row * m, state.paid, row * m, m);
            }
        }
    }

    private void upload(AuctionRows state) {
        put(STATE, state.state);
        put(AGE, state.age);
        put(OWNER, state.owner);
        put(SOLD, state.sold);
        put(SHARE, state.share);
        put(PENDING, state.pending);
        put(STEP_DISCOUNT, state.stepDiscount);
        put(TRANSITION_DRAW, state.transitionDraw);
        put(TIE_DRAW, state.tieDraw);
        put(WINNER, state.winner);
        put(TOP, state.top);
        put(SECOND, state.second);
        put(PRICE, state.price);
        put(REVENUE, state.revenue);
        put(REWARD, state.reward);
        put(TERMINATED, state.terminated);
        Nd4jProgram.upload(block, columns);
    }

    /** Rows that take no step keep what they have. */
    private void download(AuctionRows state, Rows which) {
        Nd4jProgram.download(block, columns);
        get(STATE, state.state, which);
        get(OWNER, state.owner, which);
        get(SOLD, state.sold, which);
        get(SHARE, state.share, which);
        get(PENDING, state.pending, which);
        get(WINNER, state.winner, which);
        get(TOP, state.top, which);
        get(SECOND, state.second, which);
        get(PRICE, state.price, which);
        get(REVENUE, state.revenue, which);
        get(REWARD, state.reward, which);
        get(SELLER, state.seller, which);
        get(CREATED, state.created, which);
        get(TERMINATED, state.terminated, which);
        get(TRUNCATED, state.truncated, which);
    }

    private void put(int column, double[] values) { // [B]
        System.arraycopy(values, 0, columns, column * rows, rows);
    }

    private void put(int column, int[] values) { // [B]
        for (int row = 0; row < rows; row++) {
            columns[column * rows + row] = values[row];
        }
    }

    private void put(int column, byte[] values) { // [B]
        for (int row = 0; row < rows; row++) {
            columns[column * rows + row] = values[row];
        }
    }

    private void get(int column, double[] values, Rows which) { // [B]
        for (int row = which.from(); row < which.to(); row++) {
            values[row] = which.contains(row) ? columns[column * rows + row] : values[row];
        }
    }

    private void get(int column, int[] values, Rows which) { // [B]
        for (int row = which.from(); row < which.to(); row++) {
            values[row] = which.contains(row) ? (int) columns[column * rows + row] : values[row];
        }
    }

    private void get(int column, byte[] values, Rows which) { // [B]
        for (int row = which.from(); row < which.to(); row++) {
            values[row] = which.contains(row) ? (byte) columns[column * rows + row] : values[row];
        }
    }
}
