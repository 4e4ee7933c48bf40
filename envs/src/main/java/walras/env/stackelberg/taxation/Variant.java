package walras.env.stackelberg.taxation;

import java.util.Locale;
import walras.env.StrictPower;

/**
 * A Bewley-Aiyagari economy whose accounts close, and two published ones. They share households, markets and taxes. The published ones
 * differ in these numbers and in the rules that {@link HouseholdEconomy} asks for by name; {@link ClosedYear} has the first's.
 *
 * <p>The published two follow the constraints of the public code, and both lose something; {@link TaxationLedger} measures it every year. TaxAI keeps the account of goods, but nobody owns the spread
 * between the return on capital and the interest rate: {@code X = K + B - wealth} starts at 0 and moves by {@code X' = (1 + r) X + (alpha Y / K - delta - r) K}. In DSMFG nothing
 * depreciates and the profit {@code alpha Y - r K} vanishes every year, most of output; X starts at {@code K + B - wealth} of the macroeconomic data and grows by r a year.
 */
enum Variant {
    /** One asset, {@code K + B = wealth}, every account balanced; its numbers are options. */
    CLOSED(Double.NaN, Double.NaN, Double.POSITIVE_INFINITY),
    /** Mi et al., TaxAI: consumption from income and wealth, capital and debt start at half of the wealth. */
    TAXAI(1.0 / 3, 1, .9),
    /** Mi et al., the dynamic Stackelberg mean-field game: consumption from income alone, macro data of 2022. */
    DSMFG(.7445, 10, 1);

    static final double INTEREST = .04;
    static final double DEPRECIATION = .06;
    static final double CONSUMPTION_TAX = .065;
    /** Labour that every household supplies at reset in TaxAI, as a share of its time. */
    static final double RESET_LABOUR = 1.0 / 3;
    /** Wealth over labour income at reset in TaxAI. */
    static final double WEALTH_RATIO = 6.6;
    /** Output per head, debt and capital over output, and hours per head in 2022 (OECD, United States). */
    static final double OUTPUT_PER_HEAD = 23_315.081e9 / 333.456e6;

    static final double DEBT_RATIO = 1.2129;
    static final double CAPITAL_RATIO = .183;
    static final double HOURS_PER_HEAD = 283_184.6642e6 / 333.456e6;
    /** Two thirds of the hours of two thirds of the days of a year. */
    static final double HOURS_MAX = 365 * 24 * (2.0 / 3) * (2.0 / 3);

    private final double capitalShare;
    private final double productivity;
    private final double giniLimit;

    Variant(double capitalShare, double productivity, double giniLimit) {
        this.capitalShare = capitalShare;
        this.productivity = productivity;
        this.giniLimit = giniLimit;
    }

    double capitalShare() {
        return capitalShare;
    }

    double productivity() {
        return productivity;
    }

    /** An episode ends when the Gini index of wealth or of income after tax exceeds this. */
    double giniLimit() {
        return giniLimit;
    }

    /** The share of capital that a year wears out in the published constraint. */
    double depreciation() {
        return this == TAXAI ? DEPRECIATION : 0;
    }

    double wage(double productivityNow, double capital, double labour) {
        return (1 - capitalShare) * productivityNow * StrictPower.of(capital / labour, capitalShare);
    }

    double output(double productivityNow, double capital, double labour) {
        return productivityNow * StrictPower.of(capital, capitalShare) * StrictPower.of(labour, 1 - capitalShare);
    }

    String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
