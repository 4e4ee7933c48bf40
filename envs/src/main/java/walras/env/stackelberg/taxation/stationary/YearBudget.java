package walras.env.stackelberg.taxation.stationary;

import walras.env.Problem;
import walras.env.StrictPower;

/** A household's budget of one year under given prices, and the hours that go with it. */
final class YearBudget {
    private static final int ROUNDS = 200;
    /** Newton's steps square their error: after one of this size, what is left is round-off. */
    private static final double LAST_STEP = 1e-8;

    private final Preferences likes;
    private final Fiscal fiscal;
    private final Market market;
    private final double xi;
    private final double keepScale; // keep(y) = keepScale y^(1 - xi)
    private final double price; // of a good, with its tax
    private final double afterWealthTax;

    YearBudget(StationaryWorld world, Market market) {
        this.likes = world.preferences();
        this.fiscal = world.fiscal();
        this.market = market;
        this.xi = fiscal.xi();
        this.keepScale = (1 - fiscal.tau()) / (1 - xi) * StrictPower.of(market.wage(), xi);
        this.price = 1 + fiscal.consumptionTax();
        this.afterWealthTax = 1 - fiscal.tauWealth();
    }

    double income(double ability, double hours, double wealth) {
        return market.wage() * ability * hours + market.interest() * wealth;
    }

    double keep(double income) {
        if (xi == 0) {
            return (1 - fiscal.tau()) * income;
        }
        return income <= 0 ? income : keepScale * income * StrictPower.of(income, -xi);
    }

    /** What is kept of one more unit of income. */
    double slope(double income) {
        if (xi == 0) {
            return 1 - fiscal.tau();
        }
        return income <= 0 ? 1 : (1 - xi) * keepScale * StrictPower.of(income, -xi);
    }

    /** What one more unit of wealth brings. */
    double gain(double income) {
        return afterWealthTax + market.interest() * slope(income);
    }

    /** What there is to spend and to keep. */
    double purse(double income, double wealth) {
        return keep(income) + afterWealthTax * wealth + market.transfer();
    }

    double consumption(double income, double wealth, double kept) {
        return (purse(income, wealth) - kept) / price;
    }

    /** Wealth at which a household with that income can pay for {@code consumption} and keep {@code kept}. */
    double wealthBehind(double income, double consumption, double kept) {
        return (price * consumption + kept - market.transfer() - keep(income)) / afterWealthTax;
    }

    /** The income of a household that works as is best for it, eats {@code consumption} and keeps {@code kept}. */
    double incomeBehind(double ability, double consumption, double kept, double guess) {
        double earns = market.wage() * ability;
        double need = price * consumption + kept - market.transfer();
        double base = likes.elastic()
                ? Preferences.power(
                        earns * (1 - xi) * keepScale / (likes.disutility() * price * likes.weight(consumption)),
                        likes.frisch())
                : 1;
        if (xi == 0) {
            double keeps = 1 - fiscal.tau();
            double wealth = (need - keeps * earns * base) / (keeps * market.interest() + afterWealthTax);
            return earns * base + market.interest() * wealth;
        }
        double rate = market.interest() / afterWealthTax;
        double untaxed = (earns + rate * need) / (1 + rate);
        return !likes.elastic() && untaxed <= 0 ? untaxed : progressive(earns * base, rate, need, guess);
    }

    /** The root of {@code y - pay y^(-xi phi) - rate (need - keep(y))}, increasing in y. */
    private double progressive(double pay, double rate, double need, double guess) {
        double y = guess > 0 ? guess : 1;
        for (int round = 0; round < ROUNDS; round++) {
            double power = StrictPower.of(y, -xi);
            double factor = likes.elastic() ? Preferences.power(power, likes.frisch()) : 1;
            double kept = keepScale * y * power;
            double value = y - pay * factor - rate * (need - kept);
            double bend = likes.elastic() ? xi * likes.frisch() * pay * factor / y : 0;
            double next = y - value / (1 + bend + rate * (1 - xi) * keepScale * power);
            if (Math.abs(next - y) <= LAST_STEP * y) {
                return next;
            }
            y = next > 0 ? next : y / 8;
        }
        throw lost();
    }

    /** The best hours of a household that keeps {@code kept}. */
    double hours(double ability, double wealth, double kept, double guess) {
        if (!likes.elastic()) {
            return 1;
        }
        double earns = market.wage() * ability;
        double rest = afterWealthTax * wealth + market.transfer() - kept;
        double low = 0;
        double high = Double.POSITIVE_INFINITY;
        double h = guess > 0 ? guess : 1;
        for (int round = 0; round < ROUNDS; round++) {
            double y = earns * h + market.interest() * wealth;
            double eaten = y > 0 || xi == 0 ? (keep(y) + rest) / price : 0;
            if (!(eaten > 0)) {
                low = h;
                h = middle(low, high);
                continue;
            }
            double slope = slope(y);
            double wanted = Preferences.power(
                    earns * slope / (likes.disutility() * price * likes.weight(eaten)), likes.frisch());
            double bend = likes.aversion() * earns * slope / (price * eaten) + (xi == 0 ? 0 : xi * earns / y);
            double next = h - (h - wanted) / (1 + likes.frisch() * wanted * bend);
            if (Math.abs(next - h) <= LAST_STEP * h) {
                return next;
            }
            low = h < wanted ? h : low;
            high = h < wanted ? high : h;
            h = next > low && next < high ? next : middle(low, high);
        }
        throw low > Clearing.HOURS_MOST
                ? Problem.option("labour_disutility", "hours of at most " + Clearing.HOURS_MOST, low)
                : lost();
    }

    private static double middle(double low, double high) {
        return high == Double.POSITIVE_INFINITY ? 2 * low + .01 : (low + high) / 2;
    }

    static Problem lost() {
        return Problem.option("asset_min", "households that can eat and pay their debt at every ability", "none");
    }
}
