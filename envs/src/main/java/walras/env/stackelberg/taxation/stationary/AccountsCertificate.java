package walras.env.stackelberg.taxation.stationary;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** The certificate's part on markets and the government's budget. */
final class AccountsCertificate {
    private final StationaryWorld given;
    private final Function<String, double[]> tables;
    private final String prefix;
    private final double[] grid; // [asset]
    private final double[] ability; // [ability]
    private final int m;

    AccountsCertificate(StationaryWorld given, Function<String, double[]> tables, String prefix) {
        this.given = given;
        this.tables = tables;
        this.prefix = prefix;
        this.grid = tables.apply("asset_grid");
        this.ability = tables.apply("ability_values");
        this.m = ability.length;
    }

    private double[] table(String name) {
        return tables.apply(prefix + name);
    }

    private double scalar(String name) {
        return table(name)[0];
    }

    /** Shares of output that assets, goods, the budget and the firm are off. */
    Map<String, Double> residuals(CertificateYear year) {
        Map<String, Double> found = new LinkedHashMap<>();
        double capital = scalar("capital");
        double output = scalar("output");
        double debt = scalar("debt");
        double spending = scalar("public_spending");
        double[] sums = sums(year); // assets, labour, consumption, revenue
        double wear = given.technology().depreciation() * capital;
        double paid = spending + scalar("transfer") + scalar("interest_rate") * debt;
        double rule = given.fiscal().transfers()
                ? spending - given.fiscal().spending() * output
                : scalar("transfer") - given.fiscal().transfer();
        double owed = debt - given.fiscal().debtRatio() * output;
        found.put(prefix + "asset_residual", Math.abs(capital + debt - sums[0]) / output);
        found.put(prefix + "goods_residual", Math.abs(output - sums[2] - spending - wear) / output);
        found.put(
                prefix + "government_residual",
                Math.max(Math.abs(sums[3] - paid), Math.max(Math.abs(rule), Math.abs(owed))) / output);
        found.put(prefix + "firm_residual", firm(capital, output, sums[1]));
        return found;
    }

    private double[] sums(CertificateYear year) { // -> [4]: assets, labour, consumption, revenue
        double[] mass = table("distribution"); // [asset, ability]
        double[] eaten = table("policy_consumption"); // [asset, ability]
        double[] hours = table("policy_labour"); // [asset, ability]
        double[] sums = new double[4]; // [quantity]
        for (int cell = 0; cell < mass.length; cell++) {
            double y = year.income(cell / m, cell % m, hours[cell]);
            double tax = y - year.keep(y) + given.fiscal().tauWealth() * grid[cell / m];
            sums[0] += mass[cell] * grid[cell / m];
            sums[1] += mass[cell] * ability[cell % m] * hours[cell];
            sums[2] += mass[cell] * eaten[cell];
            sums[3] += mass[cell] * (tax + given.fiscal().consumptionTax() * eaten[cell]);
        }
        return sums;
    }

    private double firm(double capital, double output, double labour) {
        Technology firm = given.technology();
        double alpha = firm.capitalShare();
        double made = firm.productivity() * Math.pow(capital, alpha) * Math.pow(labour, 1 - alpha);
        double interest = alpha * output / capital - firm.depreciation() - scalar("interest_rate");
        double wage = (1 - alpha) * output / labour / scalar("wage") - 1;
        double hired = scalar("labour") / labour - 1;
        return Math.max(
                Math.max(Math.abs(made / output - 1), Math.abs(interest)), Math.max(Math.abs(wage), Math.abs(hired)));
    }
}
