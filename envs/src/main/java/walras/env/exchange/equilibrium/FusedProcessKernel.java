package walras.env.exchange.equilibrium;

/**
 * An auctioneer that finds prices as the rules say, row after row, and certifies where it arrives. Rows whose process does not settle
 * hold its last prices and say so in their {@link Status}; economies that fall apart are not begun.
 *
 * <p>Safe for several threads, each with rows of its own.
 */
public final class FusedProcessKernel implements EquilibriumKernel {
    private final Preferences preferences;
    private final ProcessRules rules;
    private final double tolerance;
    private final ThreadLocal<Room> rooms = ThreadLocal.withInitial(Room::new);

    /**
     * A kernel whose rows settle when the process's residual is at most {@code tolerance}.
     *
     * @throws IllegalArgumentException if the process does not take such agents
     */
    public FusedProcessKernel(Preferences preferences, ProcessRules rules, double tolerance) {
        rules.check(preferences);
        this.preferences = preferences;
        this.rules = rules;
        this.tolerance = tolerance;
    }

    @Override
    public Preferences preferences() {
        return preferences;
    }

    @Override
    public void solve(int from, int to, double[] weights, double[] endowments, Equilibria out) {
        Room room = rooms.get();
        for (int row = from; row < to; row++) {
            room.solve(row, weights, endowments, out);
        }
    }

    /** What one thread needs. */
    private final class Room {
        private final int size = preferences.agents() * preferences.goods();
        private final double[] weight = new double[size]; // [N, L]
        private final double[] endowment = new double[size]; // [N, L]
        private final RowEconomy economy = new RowEconomy(preferences);
        private final Certificate certificate = new Certificate(preferences);
        private final PriceProcess process = rules.of(preferences, weight, endowment);

        void solve(int row, double[] weights /* [B, N, L] */, double[] endowments /* [B, N, L] */, Equilibria out) {
            Status loaded = economy.load(weights, endowments, row * size);
            if (loaded != Status.CONVERGED) {
                out.writeNothing(row, loaded);
                return;
            }
            System.arraycopy(weights, row * size, weight, 0, size);
            System.arraycopy(endowments, row * size, endowment, 0, size);
            process.begin();
            Status ended = process.run(rules.limit(), tolerance);
            int l = preferences.goods();
            System.arraycopy(process.prices(), 0, out.prices(), row * l, l);
            System.arraycopy(process.allocation(), 0, out.allocation(), row * size, size);
            out.iterations()[row] = process.steps();
            boolean proved = certificate.judge(row, weights, endowments, out, tolerance);
            out.status()[row] = (ended.certified() && !proved ? Status.NOT_CERTIFIED : ended).code();
        }
    }
}
