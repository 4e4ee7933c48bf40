package walras.env.stackelberg.bayesian;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import walras.env.Problem;
import walras.env.Solution;

/** Optimal commitments and the oracle's tables, raw units of the payoffs. */
final class BayesianOracle {
    private final BayesianGame game;
    private final boolean mixed;
    private final PureCommitments pure;

    /** @param mixed whether the environment's leader commits to mixtures */
    BayesianOracle(BayesianGame game, boolean mixed) {
        this.game = game;
        this.mixed = mixed;
        this.pure = new PureCommitments(game);
    }

    /** The best value of a commitment of the kind that the leader may make, borne out by its certificate. */
    double value() {
        return mixed ? checked(tree()).value() : pure.menuValue(checkedMenu());
    }

    /**
     * The commitment that earns it: mixtures {@code [M, R]} or actions {@code [M]}.
     *
     * @param margin share of their payoff ranges by which types are to prefer their choices, 0 for the strong equilibrium
     */
    double[] commitment(double margin) {
        if (!mixed) {
            return Arrays.stream(checkedMenu()).asDoubleStream().toArray();
        }
        if (margin == 0) {
            return checked(tree()).mixtures();
        }
        AssignmentPrograms programs = new AssignmentPrograms(game);
        AssignmentTree.Best best = new AssignmentTree(programs, true).best();
        return programs.strict(best.choice(), best.used(), margin);
    }

    private AssignmentTree tree() {
        return new AssignmentTree(new AssignmentPrograms(game), false);
    }

    private BayesianEquilibrium strong(AssignmentTree tree) {
        AssignmentTree.Best best = tree.best();
        return BayesianEquilibrium.of(game, tree.programs(), tree.programs().mixtures(best.solved()), best.choice());
    }

    private BayesianEquilibrium checked(AssignmentTree tree) {
        BayesianEquilibrium found = strong(tree);
        BayesianCertificate certificate = BayesianCertificate.of(game, found);
        if (!certificate.verified() || !closed(tree)) {
            throw Problem.unverified("equilibrium", certificate + ", open above it: " + tree.gap());
        }
        return found;
    }

    /** Whether the search has left nothing open, and every bound that it relied on is proved. */
    private boolean closed(AssignmentTree tree) {
        double unit = BayesianCertificate.range(game.leaderPayoffs()) * game.followers();
        return tree.proved() && tree.gap() <= BayesianCertificate.TOLERANCE * unit;
    }

    private int[] checkedMenu() { // [M]
        int[] menu = pure.menu();
        MenuCertificate certificate = MenuCertificate.of(game, menu, pure.menuValue(menu));
        if (!certificate.verified()) {
            throw Problem.unverified("equilibrium", certificate);
        }
        return menu;
    }

    Solution solve() {
        AssignmentPrograms programs = new AssignmentPrograms(game);
        AssignmentTree tree = new AssignmentTree(programs, false);
        AssignmentTree weak = new AssignmentTree(programs, true);
        BayesianEquilibrium strong = strong(tree);
        double revealed = programs.real(tree.revealed());
        double least = programs.real(weak.best().solved().value());
        double[] byRow = pure.valueByRow();
        int row = pure.row();
        Solution.Builder builder = Solution.builder()
                .table("leader_value_by_row", List.of("row"), List.of(game.rows()), byRow)
                .scalar("equilibrium_row", row)
                .scalar("leader_value", byRow[row]);
        addMixed(builder, strong);
        builder.scalar("weak_leader_value", least)
                .scalar("revealed_leader_value", revealed)
                .scalar("phase_leak_value", pure.phaseLeakValue());
        MenuCertificate menu = MenuCertificate.of(game, new int[] {row}, byRow[row]);
        boolean menuVerified = menu.verified();
        if (!mixed) {
            int[] best = pure.menu();
            menu = MenuCertificate.of(game, best, pure.menuValue(best));
            menuVerified &= menu.verified();
            addMenu(builder, best);
        }
        BayesianCertificate certificate = BayesianCertificate.of(game, strong);
        double unit = BayesianCertificate.range(game.leaderPayoffs());
        double order = Math.max(Math.max(byRow[row], least) - strong.value(), strong.value() - revealed);
        double disorder = Math.max(0, order / (unit * game.followers()));
        boolean verified = certificate.verified()
                && menuVerified
                && disorder <= BayesianCertificate.TOLERANCE
                && closed(tree)
                && closed(weak);
        return builder.certify("payoff_scale", game.scale())
                .certify("feasibility_residual", certificate.feasibility())
                .certify("follower_gain", certificate.followerGain())
                .certify("value_residual", certificate.value())
                .certify("bound_gap", tree.gap())
                .certify("weak_bound_gap", weak.gap())
                .certify("pure_value_residual", menu.value())
                .certify("pure_gap", menu.gap())
                .certify("order_violation", disorder)
                .verified(verified)
                .build();
    }

    private void addMixed(Solution.Builder builder, BayesianEquilibrium strong) {
        List<String> dims = new ArrayList<>(List.of("type"));
        List<Integer> shape = new ArrayList<>(List.of(game.types()));
        if (game.followers() > 1) {
            dims.add(0, "follower");
            shape.add(0, game.followers());
        }
        double[] message = new double[game.all()]; // [F * T]
        double[] answer = new double[game.all()]; // [F * T]
        double[] value = new double[game.all()]; // [F * T]
        for (int type = 0; type < game.all(); type++) {
            message[type] = strong.choices()[type] / game.answers();
            answer[type] = strong.choices()[type] % game.answers();
            value[type] = BayesianEquilibrium.follower(game, type, strong.mixtures(), strong.choices()[type]);
        }
        builder.table(
                        "mixed_commitment",
                        List.of("message", "row"),
                        List.of(game.messages(), game.rows()),
                        strong.mixtures())
                .table("mixed_message", dims, shape, message)
                .table("mixed_answer", dims, shape, answer)
                .table("mixed_follower_value", dims, shape, value)
                .scalar("mixed_leader_value", strong.value());
    }

    private void addMenu(Solution.Builder builder, int[] menu) { // [M]
        builder.table(
                        "equilibrium_menu",
                        List.of("message"),
                        List.of(menu.length),
                        Arrays.stream(menu).asDoubleStream().toArray())
                .scalar("menu_leader_value", pure.menuValue(menu));
    }
}
