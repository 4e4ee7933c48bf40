package walras.env.exchange.equilibrium;

import org.nd4j.linalg.api.ndarray.INDArray;
import walras.env.Rows;
import walras.env.nd4j.Nd4jProgram;

/** The step as whole-batch ND4J operations; differs from {@link FusedPriceStep} by rounding. */
public final class Nd4jPriceStep implements PriceStep {
    private final int rows;
    private final Nd4jLanes cells;
    private final Nd4jLanes goods;
    private final INDArray price; // [1, L, B]
    private final INDArray wanted; // [N, L, B]
    private final INDArray endowment; // [N, L, B]
    private final Nd4jProgram program = new Nd4jProgram();

    /** For batches of {@code rows} rows, with that exponent. */
    public Nd4jPriceStep(int agents, int goods, double gamma, int rows) {
        this.rows = rows;
        cells = new Nd4jLanes(agents * goods, rows);
        this.goods = new Nd4jLanes(goods, rows);
        price = Nd4jProgram.zeros(1, goods, rows);
        wanted = Nd4jProgram.zeros(agents, goods, rows);
        endowment = Nd4jProgram.zeros(agents, goods, rows);
        record(goods, gamma);
    }

    private void record(int l, double gamma) {
        Nd4jProgram p = program;
        INDArray used = Nd4jProgram.zeros(1, l, rows);
        INDArray supply = Nd4jProgram.zeros(1, l, rows);
        p.reduce("reduce_sum", used.reshape(l, rows), wanted, 0);
        p.reduce("reduce_sum", supply.reshape(l, rows), endowment, 0);
        INDArray factor = p.apply("divide", Nd4jProgram.zeros(1, l, rows), used, supply);
        p.apply("Pow", factor, factor, Nd4jProgram.constant(gamma));
        p.apply("minimum", factor, factor, Nd4jProgram.constant(FACTOR_MAX));
        p.apply("maximum", factor, factor, Nd4jProgram.constant(1 / FACTOR_MAX));
        p.apply("multiply", price, price, factor);
        recordTotal(p);
        p.apply("maximum", price, price, Nd4jProgram.constant(PRICE_MIN));
        recordTotal(p);
    }

    private void recordTotal(Nd4jProgram p) {
        INDArray total = p.reduce("reduce_sum", Nd4jProgram.zeros(1, rows), price, 1);
        p.apply("divide", price, price, total.reshape(1, 1, rows));
    }

    @Override
    public void move(Rows which, double[] prices, double[] demands, double[] endowments) {
        goods.upload(price, prices, 0, rows);
        cells.upload(wanted, demands, 0, rows);
        cells.upload(endowment, endowments, 0, rows);
        program.run();
        goods.download(price);
        for (int row = which.from(); row < which.to(); row++) {
            if (which.contains(row)) {
                goods.store(row, prices, row);
            }
        }
    }
}
