package walras.env.stackelberg.taxation;

import walras.env.StrictPower;

/**
 * The labour that is best for one year: with log utility of consumption, a constant share of the purse R, and
 * disutility 10 x^3 / 3, the first-order condition is {@code (1 - T'(y)) pay / R(y) = 10 x^2} with income
 * {@code y = pay x + r a}. The left side falls and the right side rises in x, so the root is unique.
 */
final class MyopicHousehold {
    private static final int HSV_ROUNDS = 7;
    private static final int BRACKET_ROUNDS = 14;

    private MyopicHousehold() {}

    /** Under the HSV rule with this {@link HsvTax#scale}; {@code purse} is what is left of wealth to spend besides income. */
    static double labour(double pay, double interest, double purse, double scale, double xi) {
        double low = Levers.LEAST;
        double high = Levers.MOST;
        double left = excess(low, pay, interest, purse, scale, xi);
        double right = excess(high, pay, interest, purse, scale, xi);
        if (left <= 0) {
            return low;
        }
        if (right >= 0) {
            return high;
        }
        // Regula falsi in the Illinois form: the end that stays put loses half of its weight.
        int side = 0;
        for (int k = 0; k < HSV_ROUNDS; k++) {
            double x = (low * right - high * left) / (right - left);
            double value = excess(x, pay, interest, purse, scale, xi);
            if (value > 0) {
                low = x;
                left = value;
                right = side == 1 ? right / 2 : right;
                side = 1;
            } else {
                high = x;
                right = value;
                left = side == -1 ? left / 2 : left;
                side = -1;
            }
        }
        return (low * right - high * left) / (right - left);
    }

    private static double excess(double x, double pay, double interest, double purse, double scale, double xi) {
        double income = pay * x + interest;
        if (purse == 0) {
            return (1 - xi) * pay / income - 10 * x * x; // what is kept cancels
        }
        double kept = scale * StrictPower.of(income, 1 - xi);
        return (1 - xi) * kept / income * pay / (kept + purse) - 10 * x * x;
    }

    /** Under brackets with rates {@code rates[from + bracket]}. */
    static double labour(double pay, double interest, double purse, BracketTax brackets, double[] rates, int from) {
        double low = Levers.LEAST;
        double high = Levers.MOST;
        for (int k = 0; k < BRACKET_ROUNDS; k++) {
            double x = (low + high) / 2;
            double income = pay * x + interest;
            double marginal = brackets.taxable(income) > 0 ? rates[from + brackets.bracket(income)] : 0;
            double kept = income - brackets.of(income, rates, from);
            if ((1 - marginal) * pay / (kept + purse) > 10 * x * x) {
                low = x;
            } else {
                high = x;
            }
        }
        return (low + high) / 2;
    }
}
