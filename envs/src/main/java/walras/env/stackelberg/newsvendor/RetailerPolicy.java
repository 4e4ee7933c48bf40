package walras.env.stackelberg.newsvendor;

import walras.env.GroupTensors;
import walras.env.PolicyContext;
import walras.env.StateVisitor;
import walras.env.stackelberg.engine.RoundSeat;

/** The retailer's learners on a seat. */
final class RetailerPolicy implements RoundSeat.Player {
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
    public void move(int row) {
        learner.reply(row, wholesale(row));
        seat.actions().get(0).f64()[row] = Math.min(priceMax, learner.price(row));
        seat.actions().get(1).f64()[row] = Math.min(quantityMax, learner.quantity(row));
    }

    private double wholesale(int row) {
        return seat.observations().get(0).f64()[row];
    }

    @Override
    public void learn(int row) {
        learner.learn(row, wholesale(row), seat.observations().get(2).f64()[row]);
    }

    @Override
    public void reset(int row) {
        learner.reset(row);
    }

    @Override
    public void state(StateVisitor visitor) {
        learner.state(visitor, "retailer");
    }
}
