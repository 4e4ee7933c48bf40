package walras.env.conformance;

import java.util.List;
import walras.env.Backend;
import walras.env.DType;
import walras.env.Dynamics;
import walras.env.Economy;
import walras.env.EconomySpec;
import walras.env.Group;
import walras.env.Metric;
import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.Solution;
import walras.env.Space;
import walras.env.TensorSpec;
import walras.env.Tensors;

/** What participants see, once options are known; immutable. */
final class ConformanceEconomy implements Economy {
    static final String MAKERS = "makers";
    static final String CHOOSERS = "choosers";
    static final int CHOOSERS_COUNT = 2;
    static final int CHOICES = 4;
    /** After so many steps the clock begins again. */
    static final int CLOCK = 12;

    private static final double FAR = 0x1p62;

    private final int agents;
    private final int target;
    private final int horizon;

    ConformanceEconomy(int agents, int target, int horizon) {
        this.agents = agents;
        this.target = target;
        this.horizon = horizon;
    }

    @Override
    public EconomySpec spec() {
        Space flags = new Space.MultiBinary(List.of(2));
        Space picks = new Space.MultiDiscrete(List.of(3, 4));
        Space wide = Space.Box.of(DType.I64, -FAR, FAR);
        Space pair = Space.Box.of(DType.F32, -1, 1, 2);
        Space unit = Space.Box.of(DType.F64, -1, 1);
        TensorSpec clock =
                new TensorSpec("clock", new Space.Discrete(CLOCK), "steps", "Steps of the episode, modulo 12.");
        List<TensorSpec> seen = List.of(
                new TensorSpec("pressed", flags, "", "The last press."),
                new TensorSpec("picked", picks, "", "The last pick."),
                clock,
                new TensorSpec("jumped", wide, "", "The last jump."),
                new TensorSpec("pushed", pair, "", "The last push."),
                new TensorSpec("level", unit, "", "Half of the last level and a third of the last pull."));
        List<TensorSpec> done = List.of(
                new TensorSpec("press", flags, "presses", "Each 1 is a press."),
                new TensorSpec("pick", picks, "", "Comes back."),
                new TensorSpec("jump", wide, "", "Comes back, as large as it is."),
                new TensorSpec("push", pair, "", "Comes back."),
                new TensorSpec("pull", unit, "", "Is earned, and moves the level."));
        List<TensorSpec> choice =
                List.of(new TensorSpec("choice", new Space.Discrete(CHOICES), "", "A quarter of it is earned."));
        Group choosers = Group.of(CHOOSERS, CHOOSERS_COUNT, List.of(clock), choice, "Wait for their turn, and choose.");
        return EconomySpec.of(
                        Group.of(MAKERS, agents, seen, done, "Act with tensors of every kind.")
                                .withRewards(-1, 1),
                        choosers.withMask().withRewards(0, 1))
                .withMetrics(
                        Metric.ofRow("presses", "presses", "Presses of the episode."),
                        Metric.ofAgents("pulled", MAKERS, "pulls", "The pull."))
                .withPrivileged(new TensorSpec(
                        "secret",
                        Space.Box.of(DType.F64, 0, 1, 3),
                        "",
                        "Three numbers, drawn when the episode begins."))
                .withTimeLimit(horizon);
    }

    @Override
    public Dynamics dynamics(Tensors tensors, Backend backend) {
        return new ConformanceDynamics(tensors, agents, target);
    }

    @Override
    public Policy policy(PolicyContext context) {
        throw new IllegalStateException("this environment has no policy of its own");
    }

    /** Whether a chooser acts at that time. */
    static boolean acts(int clock, int chooser) {
        return clock % 3 != 2 && (clock + chooser) % 2 == 0;
    }

    @Override
    public Solution solve() {
        double[] turns = new double[CLOCK * CHOOSERS_COUNT]; // [clock, chooser]
        for (int i = 0; i < turns.length; i++) {
            turns[i] = acts(i / CHOOSERS_COUNT, i % CHOOSERS_COUNT) ? 1 : 0;
        }
        double residual = residual(turns);
        return Solution.builder()
                .table("turns", List.of("clock", "chooser"), List.of(CLOCK, CHOOSERS_COUNT), turns)
                .certify("residual", residual)
                .verified(residual == 0)
                .build();
    }

    /** How far a table is from what the page says: of every three steps the first two are the turn of the chooser of their parity. */
    private static double residual(double[] turns) { // [clock, chooser]
        double residual = 0;
        for (int chooser = 0; chooser < CHOOSERS_COUNT; chooser++) {
            for (int from = 0; from < CLOCK; from += 3) {
                for (int step = 0; step < 3; step++) {
                    boolean own = step < 2 && Math.floorMod(from + step, 2) == chooser;
                    double said = turns[(from + step) * CHOOSERS_COUNT + chooser];
                    residual = Math.max(residual, Math.abs(said - (own ? 1 : 0)));
                }
            }
        }
        return residual;
    }
}
