package walras.env.exchange.equilibrium;

import org.nd4j.linalg.api.ndarray.INDArray;
import walras.env.nd4j.Nd4jColumns;
import walras.env.nd4j.Nd4jProgram;

/**
 * Vectors over rows {@code [B]}, one for each agent, good or cell {@code (agent, good)}, and the sums and extremes over
 * them that kernels record.
 */
abstract class Nd4jVectors {
    final int n;
    final int l;
    final int rows;

    Nd4jVectors(int agents, int goods, int rows) {
        n = agents;
        l = goods;
        this.rows = rows;
    }

    final Nd4jColumns cells() { // [N * L][B]
        return new Nd4jColumns(n * l, rows);
    }

    final Nd4jColumns goods() { // [L][B]
        return new Nd4jColumns(l, rows);
    }

    final Nd4jColumns agents() { // [N][B]
        return new Nd4jColumns(n, rows);
    }

    /** All goods of an agent, one behind the other. */
    final INDArray agent(Nd4jColumns cells, int i) { // [L * B]
        return cells.columns(i * l, l);
    }

    final INDArray cell(Nd4jColumns cells, int i, int j) { // [B]
        return cells.column(i * l + j);
    }

    /** Records {@code out = name(vectors...)} from the first to the last. */
    static void recordFold(Nd4jProgram p, String name, INDArray out, INDArray... vectors) {
        if (vectors.length == 1) {
            p.plus(out, vectors[0], 0);
        }
        for (int k = 1; k < vectors.length; k++) {
            p.apply(name, out, k == 1 ? vectors[0] : out, vectors[k]);
        }
    }

    /** Records sums or extremes over goods. */
    final void recordOverGoods(Nd4jProgram p, String name, Nd4jColumns out, Nd4jColumns cells) { // [N][B], [N * L][B]
        for (int i = 0; i < n; i++) {
            INDArray[] own = new INDArray[l]; // [L] of [B]
            for (int j = 0; j < l; j++) {
                own[j] = cell(cells, i, j);
            }
            recordFold(p, name, out.column(i), own);
        }
    }

    /** Records sums over agents. */
    final void recordOverAgents(Nd4jProgram p, Nd4jColumns out, Nd4jColumns cells) { // [L][B], [N * L][B]
        INDArray[] each = new INDArray[n]; // [N] of [L * B]
        for (int i = 0; i < n; i++) {
            each[i] = agent(cells, i);
        }
        recordFold(p, "add", out.all(), each);
    }

    /** Records {@code out[i, j] = name(cells[i, j], ofGood[j])}. */
    final void recordByGood(Nd4jProgram p, String name, Nd4jColumns out, Nd4jColumns cells, INDArray ofGood) {
        for (int i = 0; i < n; i++) {
            p.apply(name, agent(out, i), agent(cells, i), ofGood);
        }
    }

    /** Records {@code out[i, j] = name(cells[i, j], ofAgent[i])}. */
    final void recordByAgent(Nd4jProgram p, String name, Nd4jColumns out, Nd4jColumns cells, Nd4jColumns ofAgent) {
        for (int k = 0; k < n * l; k++) {
            p.apply(name, out.column(k), cells.column(k), ofAgent.column(k / l));
        }
    }

    /** Records {@code out[k] = name(vectors[k], by)} for every vector. */
    static void recordEach(Nd4jProgram p, String name, Nd4jColumns out, Nd4jColumns vectors, INDArray by) { // by [B]
        for (int k = 0; k < vectors.count(); k++) {
            p.apply(name, out.column(k), vectors.column(k), by);
        }
    }

    /** Records prices of any scale over their sum, into {@code out}. */
    final void recordSimplex(Nd4jProgram p, Nd4jColumns out, Nd4jColumns anyScale) { // [L][B] each
        INDArray total = Nd4jProgram.zeros(rows);
        recordFold(p, "add", total, anyScale.each());
        recordEach(p, "divide", out, anyScale, total);
    }
}
