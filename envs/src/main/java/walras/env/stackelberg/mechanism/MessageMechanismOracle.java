package walras.env.stackelberg.mechanism;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The best pure equilibrium of a two-buyer, one-item price mechanism in which each buyer first sends one of two messages.
 *
 * <p>Types map to messages; a message profile is a cell whose posterior is a rectangle of types. What the mechanism does in a cell is
 * who comes first and at which two prices. Only the sides of the prices on which the cell's own types lie decide the allocation, so a
 * cell has finitely many plans, each with its loss; a combination of four plans is an equilibrium if prices exist within
 * the plans' intervals at which no type gains from the other message, which is a linear program. The search walks the combinations
 * with losses up to the best found so far; among equals the strongest incentives win.
 *
 * <p>Beyond {@value #ALL_MAPS_TYPES} types only monotone maps (the higher types send message 1) are searched.
 */
public final class MessageMechanismOracle {
    private static final int ALL_MAPS_TYPES = 4;
    private static final double TOLERANCE = 1e-12;
    private static final int MOST_TIES = 20_000;

    private final PriceSetting setting;
    private final SaleTerms terms;
    private final List<List<Cell>> plans = new ArrayList<>();
    private final Cell[] chosen = new Cell[4];
    private PricePlan best;
    private int ties; // programs solved in search of stronger incentives alone
    private int programs;
    private int unverified;

    MessageMechanismOracle(PriceSetting setting, SaleTerms terms) {
        if (setting.buyers() != 2) {
            throw new IllegalArgumentException("message mechanism: expected 2 buyers, got " + setting.buyers());
        }
        this.setting = setting;
        this.terms = terms;
        PricePlan silent = new SequentialPriceOracle(setting.scenarios(), false).twoBuyerPlan(terms);
        best = new PricePlan(silent.reward(), 0, silent.buyers(), silent.prices(), new int[2 * setting.types()]);
    }

    /** The mechanism with the smallest expected welfare loss in a pure equilibrium, of the strongest incentives among equals. */
    public PricePlan solve() {
        List<boolean[]> maps = maps();
        for (boolean[] first : maps) {
            for (boolean[] second : maps) {
                search(first, second);
            }
        }
        return best.reward() < -TOLERANCE
                ? best
                : new PricePlan(0, best.strength(), best.buyers(), best.prices(), best.messages());
    }

    /** Message maps `[T]` up to the names of messages; the constant map is left out, it is the mechanism without messages. */
    private List<boolean[]> maps() {
        int types = setting.types();
        List<boolean[]> maps = new ArrayList<>();
        if (types <= ALL_MAPS_TYPES) {
            for (int bits = 0; bits < 1 << (types - 1); bits++) {
                boolean[] map = new boolean[types];
                for (int t = 1; t < types; t++) {
                    map[t] = ((bits >> (t - 1)) & 1) == 1;
                }
                maps.add(map);
            }
        } else {
            for (int cut = 1; cut <= types; cut++) {
                boolean[] map = new boolean[types];
                for (int t = cut; t < types; t++) {
                    map[t] = true;
                }
                maps.add(map);
            }
        }
        return maps;
    }

    private void search(boolean[] first, boolean[] second) {
        double bound = 0;
        plans.clear();
        for (int cell = 0; cell < 4; cell++) {
            List<Cell> choices = Cell.plans(setting, terms, first, second, cell / 2 == 1, cell % 2 == 1);
            choices.sort(Comparator.comparingDouble(plan -> -plan.reward()));
            bound += choices.get(0).reward();
            plans.add(choices);
        }
        MessageMaps maps = new MessageMaps(setting, first, second);
        MessagePrices program = terms.grid().all()
                ? new MessageEquilibriumProgram(setting, terms, maps)
                : new GridMessagePrices(setting, terms, maps);
        descend(0, 0, bound, maps, program);
        programs += program.solved();
        unverified += program.unverified();
    }

    /** Linear programs solved. */
    int programs() {
        return programs;
    }

    /** Those among them whose answer its certificate does not bear out. */
    int unverified() {
        return unverified;
    }

    /** @param bound reward when all cells from {@code cell} on take their best plan, those before as chosen */
    private void descend(int cell, double reward, double bound, MessageMaps maps, MessagePrices program) {
        if (cell == 4) {
            boolean better = reward > best.reward() + TOLERANCE;
            if (better || ties++ < MOST_TIES) {
                double[] prices = program.prices(chosen);
                if (prices != null && (better || prices[8] > best.strength() + TOLERANCE)) {
                    best = new PricePlan(
                            reward, prices[8], visits(maps), java.util.Arrays.copyOf(prices, 8), maps.messages());
                }
            }
            return;
        }
        double top = plans.get(cell).get(0).reward();
        for (Cell plan : plans.get(cell)) {
            double reachable = bound - top + plan.reward();
            if (reachable < best.reward() - TOLERANCE) {
                return;
            }
            chosen[cell] = plan;
            descend(cell + 1, reward + plan.reward(), reachable, maps, program);
        }
    }

    private int[] visits(MessageMaps maps) {
        int[] buyers = new int[8];
        for (int cell = 0; cell < 4; cell++) {
            int answered = terms.grid().all() ? cell : maps.nearest(cell);
            buyers[2 * cell] = chosen[answered].first();
            buyers[2 * cell + 1] = 1 - chosen[answered].first();
        }
        return buyers;
    }
}
