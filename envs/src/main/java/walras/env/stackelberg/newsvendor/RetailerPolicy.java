package walras.env.stackelberg.newsvendor;

import walras.env.GroupTensors;
import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.Rows;
import walras.env.StateVisitor;

/** The retailer's learners on a seat. */
final class RetailerPolicy implements Policy {
    private final GroupTensors seat;
    private final RetailerLearner learner;
    private final double quantityMax;
    private final double priceMax;

    RetailerPolicy(PolicyContext context, NewsvendorSettings settings, double quantityMax, double priceMax) {
        this.seat = context.groupTensors();
        this.quantityMax = quantityMax;
        this.priceMax = priceMax;
        int rows = context.tensors().rows();
        RetailerLearner.Kind kind =
                switch (context.spec().name()) {
                    case "follower-oful" -> RetailerLearner.Kind.OFUL;
                    case "follower-ucb" -> RetailerLearner.Kind.UCB;
                    default -> RetailerLearner.Kind.BEST_RESPONSE;
                };
        learner = new RetailerLearner(kind, rows, settings.market(), settings.grid());
    }

    @Override
    public void act(Rows rows) {
        double[] wholesale = seat.observations().get(0).f64(); // [B, 1]
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row) && seat.active().u8()[row] == 1) {
                learner.reply(row, wholesale[row]);
                seat.actions().get(0).f64()[row] = Math.min(priceMax, learner.price(row));
                seat.actions().get(1).f64()[row] = Math.min(quantityMax, learner.quantity(row));
            }
        }
    }

    /** A round is over when the follower has nothing left to answer. */
    @Override
    public void learn(Rows rows) {
        double[] wholesale = seat.observations().get(0).f64(); // [B, 1]
        double[] demand = seat.observations().get(2).f64(); // [B, 1]
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row) && seat.active().u8()[row] == 0) {
                learner.learn(row, wholesale[row], demand[row]);
            }
        }
    }

    @Override
    public void begin(Rows rows) {
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                learner.reset(row);
            }
        }
    }

    @Override
    public void state(StateVisitor visitor) {
        learner.state(visitor, "retailer");
    }
}
