package walras.env.auction;

import static walras.env.auction.Nd4jSettling.AGE;
import static walras.env.auction.Nd4jSettling.BIDS;
import static walras.env.auction.Nd4jSettling.CREATED;
import static walras.env.auction.Nd4jSettling.NEXT_PENDING;
import static walras.env.auction.Nd4jSettling.NEXT_SHARE;
import static walras.env.auction.Nd4jSettling.NEXT_SOLD;
import static walras.env.auction.Nd4jSettling.NEXT_STATE;
import static walras.env.auction.Nd4jSettling.NOW;
import static walras.env.auction.Nd4jSettling.OF_WORLD;
import static walras.env.auction.Nd4jSettling.OUTCOMES;
import static walras.env.auction.Nd4jSettling.OWED;
import static walras.env.auction.Nd4jSettling.PAID_PRICE;
import static walras.env.auction.Nd4jSettling.PENDING;
import static walras.env.auction.Nd4jSettling.REWARD;
import static walras.env.auction.Nd4jSettling.SECOND;
import static walras.env.auction.Nd4jSettling.SHARE;
import static walras.env.auction.Nd4jSettling.SOLD;
import static walras.env.auction.Nd4jSettling.STATE;
import static walras.env.auction.Nd4jSettling.STEP_DISCOUNT;
import static walras.env.auction.Nd4jSettling.TERMINATED;
import static walras.env.auction.Nd4jSettling.TIE_DRAW;
import static walras.env.auction.Nd4jSettling.TOP;
import static walras.env.auction.Nd4jSettling.TRUNCATED;
import static walras.env.auction.Nd4jSettling.WINNER;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import walras.env.Rows;
import walras.env.nd4j.Nd4jColumns;
import walras.env.nd4j.Nd4jProgram;

/**
 * The device's vectors of so many auctions, the recorded step, and its way there and back. One step at a time.
 *
 * <p>State stays with the host, where snapshots and resets read it; a step takes five vectors of it and the bids to the
 * device. Small deterministic tabular worlds are stepped there, others by the host, in between.
 */
final class Nd4jAuctionPart {
    private final AuctionRules rules;
    private final boolean dropout;
    private final int rows; // of the device's vectors
    private final int voices;
    private final World world;
    private final boolean worldOnDevice;
    private final Nd4jProgram clearing = new Nd4jProgram();
    private final Nd4jProgram settling;
    private final Nd4jColumns given;
    private final Nd4jColumns moved; // by the world
    private final Nd4jColumns made;
    private final double[] now; // [B] scratch

    Nd4jAuctionPart(AuctionRules rules, boolean dropout, World world, int rows) {
        this.rules = rules;
        this.dropout = dropout;
        this.rows = rows;
        this.world = world;
        voices = Nd4jClearing.voices(rules, dropout);
        worldOnDevice = Nd4jTabularStep.knows(world);
        settling = worldOnDevice ? clearing : new Nd4jProgram();
        given = new Nd4jColumns(BIDS + voices, rows);
        moved = new Nd4jColumns(OF_WORLD, rows);
        made = new Nd4jColumns(OUTCOMES, rows);
        now = new double[rows];
        record();
    }

    private void record() {
        INDArray[] bids = IntStream.range(BIDS, BIDS + voices)
                .mapToObj(given::column)
                .toArray(INDArray[]::new); // [voices] of [B]
        INDArray primitive = new Nd4jClearing(clearing, rules, dropout, rows)
                .record(bids, given.column(TIE_DRAW), made.column(WINNER), made.column(TOP), made.column(SECOND));
        @Nullable INDArray acts = recordActs();
        if (worldOnDevice && world instanceof TabularWorld tables) {
            moved.column(STEP_DISCOUNT).assign(rules.discount());
            new Nd4jTabularStep(tables.mdp())
                    .record(
                            clearing,
                            acts,
                            primitive,
                            given.column(STATE),
                            made.column(NEXT_STATE),
                            moved.column(REWARD),
                            moved.column(TERMINATED));
        }
        new Nd4jSettling(settling, rules, rows).record(given, moved, made, acts);
    }

    /** Only the auction that settles a cut episode is held at the horizon; its winner neither acts nor pays. */
    private @Nullable INDArray recordActs() { // [B]
        if (rules.lastAge() < rules.horizon()) {
            return null;
        }
        INDArray acts = Nd4jProgram.zeros(rows);
        clearing.above(acts, given.column(AGE), rules.horizon() - 0.5);
        return clearing.minusFrom(acts, acts, 1);
    }

    /** One step of the rows that are in, of a range no longer than the device's vectors. */
    void step(double[] bids, AuctionRows state, Rows which) { // bids [B, m]
        int first = which.from();
        int length = which.to() - first;
        given.open();
        for (int voice = 0; voice < voices; voice++) {
            hear(bids, state, voice, first, length);
        }
        given.put(STATE, state.state, first, length);
        given.put(AGE, state.age, first, length);
        given.put(SOLD, state.sold, first, length);
        given.put(SHARE, state.share, first, length);
        given.put(PENDING, state.pending, first, length);
        if (rules.tieRule() == TieRule.RANDOM) {
            given.put(TIE_DRAW, state.tieDraw, first, length);
        }
        given.close();
        clearing.run();
        if (!worldOnDevice) {
            moveWorld(state, which);
            settling.run();
        }
        store(state, which);
    }

    /** Absent bidders bid less than nothing; adding zero turns a negative zero into zero. */
    private void hear(double[] bids, AuctionRows state, int voice, int first, int length) { // bids [B, m]
        int m = rules.bidders();
        int source = rules.cloneSampling() == CloneSampling.EXACT ? voice % rules.primitives() : voice;
        double[] target = given.staging(); // [B]
        for (int lane = 0; lane < length; lane++) {
            target[lane] = bids[(first + lane) * m + source] + 0.0;
        }
        for (int lane = 0; dropout && lane < length; lane++) {
            target[lane] = state.active[(first + lane) * m + voice] == 0 ? -1 : target[lane];
        }
        given.put(BIDS + voice, length);
    }

    private void moveWorld(AuctionRows state, Rows which) {
        int first = which.from();
        int length = which.to() - first;
        made.read(which);
        made.get(WINNER, state.winner);
        world.apply(state, which);
        moved.open();
        moved.put(REWARD, state.reward, first, length);
        moved.put(TERMINATED, state.terminated, first, length);
        moved.put(STEP_DISCOUNT, state.stepDiscount, first, length);
        moved.close();
    }

    /** Rows that take no step keep what they have. */
    private void store(AuctionRows state, Rows which) {
        made.read(which);
        if (worldOnDevice) {
            made.get(WINNER, state.winner);
            made.get(NEXT_STATE, state.state);
            moved.read(which);
            moved.get(REWARD, state.reward);
            moved.get(TERMINATED, state.terminated);
        }
        made.get(TOP, state.top);
        made.get(SECOND, state.second);
        made.get(CREATED, state.created);
        made.get(NEXT_PENDING, state.pending);
        made.get(NEXT_SHARE, state.share);
        made.get(TRUNCATED, state.truncated);
        Mechanism mechanism = rules.mechanism();
        boolean asBid = rules.lastAge() < rules.horizon();
        storeMoney(state.revenue, mechanism.revenueOfTop(), mechanism.revenueOfSecond(), state, which);
        if (asBid) {
            storeMoney(state.price, mechanism.priceOfTop(), mechanism.priceOfSecond(), state, which);
        } else {
            made.get(PAID_PRICE, state.price);
        }
        int to;
        for (int from = which.next(which.from()); from < which.to(); from = which.next(to)) {
            to = which.end(from);
            System.arraycopy(state.sold, from, state.seller, from, to - from);
        }
        made.get(NEXT_SOLD, state.sold);
        pay(state, which);
    }

    private static void storeMoney(
            double[] target, double ofTop, double ofSecond, AuctionRows state, Rows which) { // [B]
        double[] source = ofTop > 0 ? state.top : state.second; // [B]
        double times = ofTop + ofSecond;
        for (int row = which.from(); row < which.to(); row++) {
            if (which.contains(row)) {
                target[row] = times * source[row];
            }
        }
    }

    private void pay(AuctionRows state, Rows which) {
        int m = rules.bidders();
        int first = which.from();
        double[] owed = made.staging(); // [B]
        made.lanes(NOW, now);
        made.lanes(OWED, owed);
        for (int row = which.next(first); row < which.to(); row = which.next(row + 1)) {
            int base = row * m;
            Arrays.fill(state.paid, base, base + m, 0);
            state.paid[base + state.owner[row]] = owed[row - first] + 0.0;
            state.paid[base + state.winner[row]] += now[row - first];
            state.owner[row] = state.winner[row] * (int) state.sold[row];
        }
    }
}
