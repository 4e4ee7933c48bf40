package walras.env.stackelberg.mechanism;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import walras.env.Dynamics;
import walras.env.GroupTensors;
import walras.env.Rows;
import walras.env.StateVisitor;
import walras.env.Tensors;
import walras.env.stackelberg.engine.OuterEconomy;

/** State: values, who was visited, who holds what. A step is a visit. */
final class SaleDynamics implements Dynamics {
    private static final int VALUES = 0; // purpose of the draws

    private final BuyerModel model;
    private final boolean strict;
    private final int n;
    private final int goods;
    private final float[] shownUnvisited; // [B, 1, n]
    private final float[] shownLeft; // [B, 1, G]
    private final float[] shownAllocation; // [B, 1, n, G]
    private final double[] shownQuotes; // [B, 1, n, G]
    private final double[] offer; // [B, 1, n + G]
    private final double[] reward; // [B, 1]
    private final byte[] terminated; // [B]
    private final double[][] metrics; // [3][B]

    private final IntToDoubleFunction[] uniforms; // [B] a row's uniform numbers by index
    private final ThreadLocal<double[]> sorted; // [n] scratch
    private final double[] values; // [B, n, G] shares of the largest
    private final byte[] visited; // [B, n]
    private final byte[] holds; // [B, n, G]
    private final double[] quotes; // [B, n, G]
    private final int[] left; // [B, G] units
    private final double[] revenue; // [B]

    SaleDynamics(SaleEconomy economy, Tensors tensors) {
        model = economy.model();
        strict = economy.strict();
        n = model.buyers();
        goods = model.goods();
        GroupTensors group = tensors.group(OuterEconomy.LEADER);
        shownUnvisited = group.observation("unvisited").f32();
        shownLeft = group.observation("items_left").f32();
        shownAllocation = group.observation("allocation").f32();
        shownQuotes = group.observation("quoted_prices").f64();
        offer = group.action("offer").f64();
        reward = group.reward().f64();
        terminated = tensors.terminated().u8();
        metrics = SaleEconomy.METRICS.stream()
                .map(metric -> tensors.metric(metric.name()).f64())
                .toArray(double[][]::new);
        int rows = tensors.rows();
        uniforms = new IntToDoubleFunction[rows];
        Arrays.setAll(uniforms, row -> index -> tensors.random().uniform(row, VALUES, index));
        sorted = ThreadLocal.withInitial(() -> new double[n]);
        values = new double[rows * n * goods];
        visited = new byte[rows * n];
        holds = new byte[rows * n * goods];
        quotes = new double[rows * n * goods];
        left = new int[rows * goods];
        revenue = new double[rows];
    }

    @Override
    public void initial(Rows rows) {
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                int at = row * n * goods;
                model.draw().values(uniforms[row], values, at);
                for (int k = at; k < at + n * goods; k++) {
                    values[k] /= model.largest();
                }
                Arrays.fill(visited, row * n, (row + 1) * n, (byte) 0);
                Arrays.fill(holds, at, at + n * goods, (byte) 0);
                Arrays.fill(quotes, at, at + n * goods, 0);
                System.arraycopy(model.units(), 0, left, row * goods, goods);
                revenue[row] = 0;
            }
        }
    }

    @Override
    public void advance(Rows rows) {
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                visit(row, next(row));
                boolean over = over(row);
                terminated[row] = (byte) (over ? 1 : 0);
                measure(row);
                reward[row] = over ? earned(row) : 0;
            }
        }
    }

    /** The unvisited buyer of the highest score, the first on ties. */
    private int next(int row) {
        int best = -1;
        int scores = row * (n + goods);
        for (int i = 0; i < n; i++) {
            if (visited[row * n + i] == 0 && (best < 0 || offer[scores + i] > offer[scores + best])) {
                best = i;
            }
        }
        return best;
    }

    private void visit(int row, int buyer) {
        visited[row * n + buyer] = 1;
        int at = (row * n + buyer) * goods;
        int prices = row * (n + goods) + n;
        System.arraycopy(offer, prices, quotes, at, goods);
        int favourite = -1;
        for (int g = 0; g < goods; g++) {
            double surplus = values[at + g] - quotes[at + g];
            if (left[row * goods + g] > 0 && (strict ? surplus > 0 : surplus >= 0)) {
                if (model.additive()) {
                    sell(row, at, g);
                } else if (favourite < 0 || surplus > values[at + favourite] - quotes[at + favourite]) {
                    favourite = g;
                }
            }
        }
        if (favourite >= 0) {
            sell(row, at, favourite);
        }
    }

    private void sell(int row, int at, int good) {
        holds[at + good] = 1;
        left[row * goods + good]--;
        revenue[row] += quotes[at + good];
    }

    private boolean over(int row) {
        int unvisited = 0;
        for (int i = 0; i < n; i++) {
            unvisited += 1 - visited[row * n + i];
        }
        int units = 0;
        for (int g = 0; g < goods; g++) {
            units += left[row * goods + g];
        }
        return unvisited == 0 || units == 0;
    }

    private void measure(int row) {
        double welfare = 0;
        double minimum = Double.POSITIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            double own = 0;
            for (int k = (row * n + i) * goods; k < (row * n + i + 1) * goods; k++) {
                own += holds[k] * values[k];
            }
            welfare += own;
            minimum = Math.min(minimum, own);
        }
        metrics[0][row] = welfare;
        metrics[1][row] = revenue[row];
        metrics[2][row] = minimum;
    }

    private double earned(int row) {
        return switch (model.objective()) {
            // The sums run in different orders: rounding must not turn the first best into a gain.
            case WELFARE -> Math.min(0, metrics[0][row] - model.bestWelfare(values, row * n * goods, sorted.get()));
            case REVENUE -> metrics[1][row];
            case MAX_MIN -> metrics[2][row];
        };
    }

    @Override
    public void observe(Rows rows) {
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                for (int i = row * n; i < (row + 1) * n; i++) {
                    shownUnvisited[i] = 1 - visited[i];
                }
                for (int g = 0; g < goods; g++) {
                    shownLeft[row * goods + g] = (float) left[row * goods + g] / model.units()[g];
                }
                for (int k = row * n * goods; k < (row + 1) * n * goods; k++) {
                    shownAllocation[k] = holds[k];
                    shownQuotes[k] = quotes[k];
                }
            }
        }
    }

    @Override
    public void state(StateVisitor visitor) {
        visitor.doubles("sale.hidden.values", values);
        visitor.bytes("sale.visited", visited);
        visitor.bytes("sale.holds", holds);
        visitor.doubles("sale.quotes", quotes);
        visitor.ints("sale.left", left);
        visitor.doubles("sale.revenue", revenue);
    }

    @Override
    public int minRowsPerThread() {
        return 512;
    }
}
