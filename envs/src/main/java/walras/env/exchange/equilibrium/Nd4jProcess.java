package walras.env.exchange.equilibrium;

import org.nd4j.linalg.api.ndarray.INDArray;
import walras.env.nd4j.Nd4jColumns;
import walras.env.nd4j.Nd4jProgram;

/**
 * The device's vectors of a batch of price processes, with two recorded programs over them: the start, and one step of
 * the active rows.
 */
abstract class Nd4jProcess extends Nd4jVectors {
    final Nd4jColumns weight; // [N * L][B] as weightOf has it
    final Nd4jColumns endowment; // [N * L][B]
    final Nd4jColumns price; // [L][B] on the simplex
    final Nd4jColumns allocation; // [N * L][B]
    final INDArray residual; // [B]
    final INDArray active; // [B] 1 where a step moves the row, else 0
    final Nd4jProgram begin = new Nd4jProgram();
    final Nd4jProgram step = new Nd4jProgram();

    final Nd4jColumns supply; // [L][B]
    final Nd4jColumns income; // [N][B]
    private final Nd4jColumns products; // [N * L][B] scratch

    Nd4jProcess(Preferences preferences, int rows) {
        super(preferences.agents(), preferences.goods(), rows);
        weight = cells();
        endowment = cells();
        allocation = cells();
        products = cells();
        price = goods();
        supply = goods();
        income = agents();
        residual = Nd4jProgram.zeros(rows);
        active = Nd4jProgram.zeros(rows);
        recordOverAgents(begin, supply, endowment);
    }

    static Nd4jProcess of(Preferences preferences, ProcessRules rules, int rows) {
        return rules.kind() == ProcessRules.Kind.TATONNEMENT
                ? new Nd4jTatonnement(preferences, rules.strength(), rows)
                : new Nd4jProportionalResponse(preferences, rules.strength(), rows);
    }

    /** What the device holds of an agent's weight. */
    double weightOf(int agent, double value) {
        return value;
    }

    /** Records incomes at prices of any scale. */
    final void recordIncome(Nd4jProgram p, Nd4jColumns anyScale) { // [L][B]
        recordByGood(p, "multiply", products, endowment, anyScale.all());
        recordOverGoods(p, "add", income, products);
    }

    /** Records {@code kept = next} for active rows; multiplying by one and zero is exact. */
    final void recordMove(Nd4jProgram p, Nd4jColumns kept, Nd4jColumns next) {
        INDArray rests = p.minusFrom(Nd4jProgram.zeros(rows), active, 1);
        recordEach(p, "multiply", next, next, active);
        recordEach(p, "multiply", kept, kept, rests);
        p.apply("add", kept.all(), kept.all(), next.all());
    }
}
