package walras.env.auction;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import walras.env.nd4j.Nd4jColumns;
import walras.env.nd4j.Nd4jProgram;

/**
 * Records who is owed what once the world has moved. Two numbers of a row reach two of its bidders: the host puts them
 * there, which takes less than to move a vector for each bidder.
 */
final class Nd4jSettling {
    /** Columns of what the host knows before a step. */
    static final int STATE = 0;

    static final int AGE = 1;
    static final int SOLD = 2;
    static final int SHARE = 3;
    static final int PENDING = 4;
    static final int TIE_DRAW = 5;
    /** The first bidder's; those of the others follow. */
    static final int BIDS = 6;

    /** Columns of what the world does with a step, where the host runs it. */
    static final int REWARD = 0;

    static final int TERMINATED = 1;
    static final int STEP_DISCOUNT = 2;
    static final int OF_WORLD = 3;

    /** Columns of what comes of a step. */
    static final int WINNER = 0;

    static final int TOP = 1;
    static final int SECOND = 2;
    static final int PAID_PRICE = 3;
    static final int OWED = 4;
    static final int NOW = 5;
    static final int CREATED = 6;
    static final int NEXT_PENDING = 7;
    static final int NEXT_SOLD = 8;
    static final int NEXT_SHARE = 9;
    static final int TRUNCATED = 10;
    static final int NEXT_STATE = 11;
    static final int OUTCOMES = 12;

    private final Nd4jProgram program;
    private final AuctionRules rules;
    private final INDArray scratch; // [B]
    private final INDArray net; // [B]

    Nd4jSettling(Nd4jProgram program, AuctionRules rules, int rows) {
        this.program = program;
        this.rules = rules;
        scratch = Nd4jProgram.zeros(rows);
        net = Nd4jProgram.zeros(rows);
    }

    /** A sum of money of which one of two bids is the whole, or none. */
    private static @Nullable INDArray money(Nd4jColumns made, double ofTop, double ofSecond) { // [B]
        return ofTop > 0 ? made.column(TOP) : ofSecond > 0 ? made.column(SECOND) : null;
    }

    /** @param acts [B] 1 where the winner acts and pays, else 0; null where all do */
    void record(Nd4jColumns given, Nd4jColumns world, Nd4jColumns made, @Nullable INDArray acts) {
        Nd4jProgram p = program;
        Mechanism mechanism = rules.mechanism();
        INDArray price = money(made, mechanism.priceOfTop(), mechanism.priceOfSecond());
        INDArray revenue = money(made, mechanism.revenueOfTop(), mechanism.revenueOfSecond());
        INDArray reward = world.column(REWARD);
        INDArray paid =
                price == null || acts == null ? price : p.apply("multiply", made.column(PAID_PRICE), price, acts);
        INDArray left = paid == null ? reward : p.apply("subtract", net, reward, paid);
        INDArray goesOn = recordEnds(given, world, made);
        recordPending(left, goesOn, made);
        INDArray owed = made.column(OWED);
        if (revenue != null) {
            p.apply("multiply", owed, given.column(SHARE), revenue);
            p.apply("add", owed, owed, given.column(PENDING));
            recordCreated(given, made, revenue, paid);
        } else {
            p.plus(owed, given.column(PENDING), 0);
        }
        recordShare(world, made, goesOn);
    }

    private INDArray recordEnds(
            Nd4jColumns given, Nd4jColumns world, Nd4jColumns made) { // [B] 1 where the episode goes on
        INDArray runs = program.minusFrom(scratch, world.column(TERMINATED), 1);
        INDArray cut = program.above(made.column(TRUNCATED), given.column(AGE), rules.lastAge() - 0.5);
        program.apply("multiply", cut, cut, runs);
        return program.apply("subtract", made.column(NEXT_SOLD), runs, cut);
    }

    private void recordPending(INDArray left, INDArray goesOn, Nd4jColumns made) { // [B] each
        if (rules.settlement() == Settlement.UTILITY) {
            INDArray kept = program.apply("multiply", made.column(NEXT_PENDING), left, goesOn);
            program.apply("subtract", made.column(NOW), left, kept);
            program.plus(kept, kept, 0); // a negative zero is zero
        } else {
            program.plus(made.column(NOW), left, 0);
        }
    }

    private void recordCreated(Nd4jColumns given, Nd4jColumns made, INDArray revenue, @Nullable INDArray paid) { // [B]
        INDArray created = made.column(CREATED);
        INDArray margin = paid == null ? revenue : program.apply("subtract", created, revenue, paid);
        program.apply("multiply", created, margin, given.column(SOLD));
    }

    private void recordShare(Nd4jColumns world, Nd4jColumns made, INDArray goesOn) { // [B]
        if (rules.settlement() == Settlement.UTILITY) {
            program.apply("multiply", made.column(NEXT_SHARE), goesOn, world.column(STEP_DISCOUNT));
        } else {
            program.plus(made.column(NEXT_SHARE), goesOn, 0);
        }
    }
}
