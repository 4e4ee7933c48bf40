package walras.env.exchange.equilibrium;

import org.nd4j.linalg.api.ndarray.INDArray;
import walras.env.Rows;
import walras.env.nd4j.Nd4jColumns;
import walras.env.nd4j.Nd4jProgram;

/** The step as ND4J operations on whole vectors of rows; differs from {@link FusedPriceStep} by rounding. */
public final class Nd4jPriceStep implements PriceStep {
    private final int rows;
    private final Nd4jLanes cells;
    private final Nd4jLanes goods;
    private final Device device;

    /** For batches of {@code rows} rows, with that exponent. */
    public Nd4jPriceStep(int agents, int goods, double gamma, int rows) {
        this.rows = rows;
        cells = new Nd4jLanes(agents * goods, rows);
        this.goods = new Nd4jLanes(goods, rows);
        device = new Device(agents, goods, gamma, rows);
    }

    @Override
    public void move(Rows which, double[] prices, double[] demands, double[] endowments) {
        goods.upload(device.price.all(), prices, 0, rows);
        cells.upload(device.wanted.all(), demands, 0, rows);
        cells.upload(device.endowment.all(), endowments, 0, rows);
        device.program.run();
        goods.download(device.price.all());
        for (int row = which.from(); row < which.to(); row++) {
            if (which.contains(row)) {
                goods.store(row, prices, row);
            }
        }
    }

    private static final class Device extends Nd4jVectors {
        final Nd4jColumns price; // [L][B]
        final Nd4jColumns wanted; // [N * L][B]
        final Nd4jColumns endowment; // [N * L][B]
        final Nd4jProgram program = new Nd4jProgram();

        Device(int agents, int goods, double gamma, int rows) {
            super(agents, goods, rows);
            price = goods();
            wanted = cells();
            endowment = cells();
            record(gamma);
        }

        private void record(double gamma) {
            Nd4jProgram p = program;
            Nd4jColumns used = goods();
            Nd4jColumns supply = goods();
            recordOverAgents(p, used, wanted);
            recordOverAgents(p, supply, endowment);
            INDArray factor = used.all();
            p.apply("divide", factor, factor, supply.all());
            p.apply("Pow", factor, factor, Nd4jProgram.constant(gamma));
            p.atLeast(factor, p.atMost(factor, factor, FACTOR_MAX), 1 / FACTOR_MAX);
            p.apply("multiply", price.all(), price.all(), factor);
            recordSimplex(p, price, price);
            p.atLeast(price.all(), price.all(), PRICE_MIN);
            recordSimplex(p, price, price);
        }
    }
}
