package walras.env.stackelberg.platform;

import walras.env.GroupTensors;
import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.Rows;

/** Sellers that post the grid price nearest to the Nash price. */
final class NashSellers implements Policy {
    private final GroupTensors seat;
    private final int first;
    private final int agents;
    private final int level;

    NashSellers(PolicyContext context, PlatformSettings settings) {
        seat = context.groupTensors();
        first = context.firstAgent();
        agents = context.agents();
        double nash = settings.nashPrice();
        int nearest = 0;
        for (int k = 1; k < settings.tables().levels(); k++) {
            double distance = Math.abs(settings.tables().price(k, 1) - nash);
            nearest = distance < Math.abs(settings.tables().price(nearest, 1) - nash) ? k : nearest;
        }
        level = nearest;
    }

    @Override
    public void act(Rows rows) {
        int[] price = seat.actions().get(0).i32(); // [B, 2]
        for (int row = rows.from(); row < rows.to(); row++) {
            for (int seller = first; seller < first + agents; seller++) {
                price[2 * row + seller] = level;
            }
        }
    }
}
