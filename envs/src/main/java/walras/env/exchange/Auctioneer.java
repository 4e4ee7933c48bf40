package walras.env.exchange;

import java.util.Arrays;
import walras.env.Rows;
import walras.env.exchange.equilibrium.Certificate;
import walras.env.exchange.equilibrium.Equilibria;
import walras.env.exchange.equilibrium.EquilibriumKernel;
import walras.env.exchange.equilibrium.FusedPriceStep;

/**
 * Turns what consumers say into prices and bundles, one market per row, and measures the outcome. Endowments must be positive for
 * every agent and good in sum; the caller has checked that.
 */
final class Auctioneer {
    private static final double REPORT_MIN = 1e-9;

    private final EquilibriumKernel kernel;
    private final Certificate certificate;
    private final int agents;
    private final int goods;
    private final Equilibria outcome;
    private final double[] reported; // [B, N, L]
    private final byte[] again; // [B] scratch: 1 for rows to clear once more
    private final Rows clearingAgain; // those

    Auctioneer(int rows, EquilibriumKernel kernel) {
        this.kernel = kernel;
        certificate = new Certificate(kernel.preferences());
        agents = kernel.preferences().agents();
        goods = kernel.preferences().goods();
        outcome = Equilibria.allocate(rows, agents, goods);
        reported = new double[rows * agents * goods];
        again = new byte[rows];
        clearingAgain = new Rows(0, rows, again);
    }

    /** Prices, bundles and certificate of the last clearing of each row; overwritten by the next. */
    Equilibria outcome() {
        return outcome;
    }

    /**
     * Clears the economies that consumers report. Where a report leaves no equilibrium, zeros in it are read as a billionth of the
     * agent's largest weight, while the demand gap goes by the report as it was said; a row without a certified equilibrium even then
     * does not trade.
     *
     * @param rows those of {@code [from, to)} that are in
     */
    void clearReports(
            int from, int to, Rows rows, double[] report /* [B, N, L] */, double[] endowments /* [B, N, L] */) {
        int size = agents * goods;
        for (int row = from; row < to; row++) {
            if (rows.contains(row)) {
                System.arraycopy(report, row * size, reported, row * size, size);
            }
        }
        kernel.solve(from, to, rows, reported, endowments, outcome);
        for (int row = from; row < to; row++) {
            boolean failed = rows.contains(row) && !outcome.statusOf(row).certified();
            again[row] = (byte) (failed && floor(row) ? 1 : 0);
        }
        kernel.solve(from, to, clearingAgain, reported, endowments, outcome);
        for (int row = from; row < to; row++) {
            if (rows.contains(row) && !outcome.statusOf(row).certified()) {
                keepEndowments(row, endowments);
            }
            if (clearingAgain.contains(row)) {
                outcome.demandGap()[row] = demandGap(report, row, endowments);
            }
        }
    }

    /** Reads a row's zeros as a billionth of the agent's largest weight; whether there were any. */
    private boolean floor(int row) {
        boolean raised = false;
        for (int i = 0; i < agents; i++) {
            int at = (row * agents + i) * goods;
            double most = 0;
            for (int j = 0; j < goods; j++) {
                most = Math.max(most, reported[at + j]);
            }
            double least = most > 0 ? most * REPORT_MIN : 1;
            for (int j = 0; j < goods; j++) {
                raised |= reported[at + j] < least;
                reported[at + j] = Math.max(reported[at + j], least);
            }
        }
        return raised;
    }

    private void keepEndowments(int row, double[] endowments /* [B, N, L] */) {
        int size = agents * goods;
        System.arraycopy(endowments, row * size, outcome.allocation(), row * size, size);
        for (int j = 0; j < goods; j++) {
            outcome.prices()[row * goods + j] = 1.0 / goods;
        }
        outcome.clearing()[row] = 0;
        outcome.budget()[row] = 0;
        outcome.demandGap()[row] = demandGap(reported, row, endowments);
    }

    private double demandGap(double[] said /* [B, N, L] */, int row, double[] endowments /* [B, N, L] */) {
        int at = row * agents * goods;
        return certificate.demandGap(said, at, endowments, outcome.allocation(), at, outcome.prices(), row * goods);
    }

    /** Sets a row's prices to the average of quotes {@code [B, N, L]}, on the simplex and positive. */
    void averageQuotes(int row, double[] quotes) {
        double total = 0;
        for (int j = 0; j < goods; j++) {
            double sum = 0;
            for (int i = 0; i < agents; i++) {
                sum += quotes[(row * agents + i) * goods + j];
            }
            outcome.prices()[row * goods + j] = sum;
            total += sum;
        }
        FusedPriceStep.toSimplex(outcome.prices(), row * goods, goods, total);
    }

    /** Posts equal prices in a row, as before anything is known. */
    void postEqual(int row) {
        Arrays.fill(outcome.prices(), row * goods, (row + 1) * goods, 1.0 / goods);
    }

    /**
     * Delivers what consumers ask for at the row's prices, as far as money and goods reach: a bundle that costs more than the agent's
     * income is scaled down, then a good in excess demand is shared in proportion.
     *
     * @param wanted {@code [B, N, L]}
     * @param weights tastes for the certificate's demand gap, {@code [N, L]} from {@code tastes}
     * @param endowments {@code [B, N, L]}
     */
    void deliver(int row, double[] wanted, double[] weights, int tastes, double[] endowments) {
        int at = row * agents * goods;
        int p = row * goods;
        for (int i = 0; i < agents; i++) {
            double income = 0;
            double cost = 0;
            for (int j = 0; j < goods; j++) {
                income += outcome.prices()[p + j] * endowments[at + i * goods + j];
                cost += outcome.prices()[p + j] * wanted[at + i * goods + j];
            }
            double scale = cost > income ? income / cost : 1;
            for (int j = 0; j < goods; j++) {
                outcome.allocation()[at + i * goods + j] = scale * wanted[at + i * goods + j];
            }
        }
        outcome.clearing()[row] = certificate.clearing(endowments, outcome.allocation(), at, outcome.prices(), p);
        ration(at, endowments);
        outcome.budget()[row] = certificate.budget(endowments, outcome.allocation(), at, outcome.prices(), p);
        outcome.demandGap()[row] =
                certificate.demandGap(weights, tastes, endowments, outcome.allocation(), at, outcome.prices(), p);
        outcome.iterations()[row] = 0;
    }

    private void ration(int at, double[] endowments /* [B, N, L] */) {
        for (int j = 0; j < goods; j++) {
            double supply = 0;
            double used = 0;
            for (int i = 0; i < agents; i++) {
                supply += endowments[at + i * goods + j];
                used += outcome.allocation()[at + i * goods + j];
            }
            for (int i = 0; i < agents && used > supply; i++) {
                outcome.allocation()[at + i * goods + j] *= supply / used;
            }
        }
    }
}
