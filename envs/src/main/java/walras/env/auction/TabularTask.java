package walras.env.auction;

import java.util.List;
import org.jspecify.annotations.Nullable;
import walras.env.GroupTensors;
import walras.env.OptionSpec;
import walras.env.Problem;
import walras.env.Solution;
import walras.env.TensorSpec;
import walras.env.Tensors;

/** A tabular world. Solved at most once, when first asked. */
final class TabularTask implements Task {
    static final String START = "start_state";

    private final GlobalMdp world;
    private final double discount;
    private final int horizon;
    private final boolean oneHot;
    private @Nullable GlobalMdpOracle oracle;
    private @Nullable BellmanCertificate certificate;

    TabularTask(GlobalMdp world, double discount, int horizon, boolean oneHot) {
        this.world = world;
        this.discount = discount;
        this.horizon = horizon;
        this.oneHot = oneHot;
    }

    GlobalMdp world() {
        return world;
    }

    @Override
    public int primitives() {
        return world.primitives();
    }

    @Override
    public double discount() {
        return discount;
    }

    @Override
    public int horizon() {
        return horizon;
    }

    @Override
    public int worldStates() {
        return world.states();
    }

    @Override
    public int visibleStates() {
        return world.states();
    }

    @Override
    public List<TensorSpec> observations() {
        return List.of(StateTensor.spec(world.states(), oneHot));
    }

    @Override
    public List<OptionSpec> resetOptions() {
        return List.of(OptionSpec.integer(
                START, 0, 0, world.states() - 1, "", "The state in which the row's episode begins."));
    }

    @Override
    public boolean valued() {
        return true;
    }

    synchronized GlobalMdpOracle oracle() {
        GlobalMdpOracle solved = oracle;
        if (solved == null) {
            try {
                solved = GlobalMdpOracle.solve(world, discount);
            } catch (ArithmeticException endless) {
                throw Problem.option("discount", "less than 1: without it " + endless.getMessage(), discount);
            }
            oracle = solved;
        }
        return solved;
    }

    synchronized BellmanCertificate certificate() {
        BellmanCertificate done = certificate;
        if (done == null) {
            done = BellmanCertificate.of(world, discount, oracle());
            certificate = done;
        }
        return done;
    }

    /** The oracle's answer, for those who rely on it. */
    private GlobalMdpOracle verified() {
        BellmanCertificate done = certificate();
        if (!done.verified()) {
            throw Problem.unverified("optimal values at discount " + discount, done);
        }
        return oracle();
    }

    @Override
    public double[] q() { // [S, N]
        return verified().qStar();
    }

    @Override
    public double[] v() { // [S]
        return verified().vStar();
    }

    @Override
    public int[] policy() { // [S]
        return verified().policyStar();
    }

    @Override
    public Solution.Builder solution() {
        GlobalMdpOracle solved = oracle();
        EpisodeOracle episode = new EpisodeOracle(world, horizon);
        int states = world.states();
        List<Integer> pairs = List.of(states, world.primitives());
        double[] policy = new double[states];
        for (int state = 0; state < states; state++) {
            policy[state] = solved.policyStar()[state];
        }
        BellmanCertificate proof = certificate();
        double uniform = episode.uniformReturn();
        double optimal = episode.optimalReturn();
        double[] q = episode.q(discount); // [S, N]
        EpisodeCertificate played = EpisodeCertificate.of(world, horizon, discount, uniform, optimal, q);
        Solution.Builder solution = Solution.builder()
                .table("q_star", List.of("state", "primitive"), pairs, solved.qStar())
                .table("v_star", List.of("state"), List.of(states), solved.vStar())
                .table("policy_star", List.of("state"), List.of(states), policy)
                .scalar("uniform_return", uniform)
                .scalar("optimal_return", optimal)
                .table("q_horizon", List.of("state", "primitive"), pairs, q)
                .certify("bellman_residual", proof.residual())
                .certify("sweeps", solved.sweeps())
                .certify("policies", solved.policies())
                .verified(proof.verified())
                .certify("episode_verified", played.verified() ? 1 : 0);
        if (!Double.isNaN(played.error())) {
            solution.certify("episode_error", played.error());
        }
        return discount < 1 ? solution.certify("value_error_bound", proof.errorBound()) : solution;
    }

    @Override
    public Solution.Builder withValueBids(Solution.Builder solution, AuctionRules rules, double bidMax) {
        ValueBids fixed = ValueBids.settled(world, rules, bidMax);
        double residual = ValueBidsCertificate.residual(world, rules, bidMax, fixed.bids());
        boolean settled = fixed.settled(discount) && ValueBids.small(residual, fixed.bids(), discount);
        solution.certify("value_bids_residual", residual).certify("value_bids_settled", settled ? 1 : 0);
        List<Integer> pairs = List.of(world.states(), world.primitives());
        return settled ? solution.table("value_bids", List.of("state", "primitive"), pairs, fixed.bids()) : solution;
    }

    @Override
    public TaskRows open(Tensors tensors, GroupTensors group, AuctionRules rules, AuctionRows rows) {
        return new TabularRows(tensors, group, world, rules, rows);
    }
}
