package walras.env.auction;

import java.util.List;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.env.Solution;

/** A tabular world with a discount and a horizon: what there is to be good at, whoever chooses. Solved at most once, when first asked. */
final class TabularTask {
    private final GlobalMdp world;
    private final double discount;
    private final int horizon;
    private @Nullable GlobalMdpOracle oracle;

    TabularTask(GlobalMdp world, double discount, int horizon) {
        this.world = world;
        this.discount = discount;
        this.horizon = horizon;
    }

    GlobalMdp world() {
        return world;
    }

    double discount() {
        return discount;
    }

    int horizon() {
        return horizon;
    }

    synchronized GlobalMdpOracle oracle() {
        GlobalMdpOracle solved = oracle;
        if (solved == null) {
            solved = GlobalMdpOracle.solve(world, discount);
            oracle = solved;
        }
        return solved;
    }

    /** @throws Problem BAD_OPTION if rewards never end */
    void requireValues() {
        try {
            oracle();
        } catch (ArithmeticException endless) {
            throw Problem.option("discount", "less than 1 in a world whose rewards never end", discount);
        }
    }

    /** The tables that every tabular world has. */
    Solution.Builder solution() {
        GlobalMdpOracle solved = oracle();
        EpisodeOracle episode = new EpisodeOracle(world, horizon);
        int states = world.states();
        int primitives = world.primitives();
        double[] policy = new double[states];
        for (int state = 0; state < states; state++) {
            policy[state] = solved.policyStar()[state];
        }
        return Solution.builder()
                .table("q_star", List.of("state", "primitive"), List.of(states, primitives), solved.qStar())
                .table("v_star", List.of("state"), List.of(states), solved.vStar())
                .table("policy_star", List.of("state"), List.of(states), policy)
                .scalar("uniform_return", episode.uniformReturn())
                .scalar("optimal_return", episode.optimalReturn())
                .table("q_horizon", List.of("state", "primitive"), List.of(states, primitives), episode.q(discount))
                .certify("bellman_residual", solved.bellmanResidual())
                .certify("value_error_bound", solved.errorBound(discount))
                .certify("sweeps", solved.sweeps());
    }
}
