package walras.env.stackelberg.newsvendor;

import java.util.Arrays;
import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.Rows;
import walras.env.Tensor;

/** The retailer that orders and asks the same in every round. */
final class StandingOrder implements Policy {
    private final Tensor price; // [B, 1]
    private final Tensor quantity; // [B, 1]
    private final double asked;
    private final double ordered;

    StandingOrder(PolicyContext context) {
        price = context.groupTensors().action(NewsvendorEconomy.RETAIL_PRICE);
        quantity = context.groupTensors().action(NewsvendorEconomy.QUANTITY);
        asked = context.options().number(NewsvendorEconomy.RETAIL_PRICE);
        ordered = context.options().number(NewsvendorEconomy.QUANTITY);
    }

    @Override
    public void act(Rows rows) {
        Arrays.fill(price.f64(), rows.from(), rows.to(), asked);
        Arrays.fill(quantity.f64(), rows.from(), rows.to(), ordered);
    }
}
