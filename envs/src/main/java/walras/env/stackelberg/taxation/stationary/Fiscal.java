package walras.env.stackelberg.taxation.stationary;

/**
 * The government of a stationary year.
 *
 * @param tau level of the income tax
 * @param xi its progressivity
 * @param tauWealth share of wealth taken
 * @param consumptionTax on what is eaten
 * @param spending share of output, where the transfer balances the budget
 * @param debtRatio debt over output
 * @param transfers true where the transfer is the budget's rest, false where spending is
 * @param transfer goods a head, where it is given
 */
public record Fiscal(
        double tau,
        double xi,
        double tauWealth,
        double consumptionTax,
        double spending,
        double debtRatio,
        boolean transfers,
        double transfer) {
    /** The same debt rule under other rates {@code [tau, xi, tau_wealth, consumption_tax, spending]}. */
    Fiscal reformed(double[] rates) { // [5]
        return new Fiscal(rates[0], rates[1], rates[2], rates[3], rates[4], debtRatio, transfers, transfer);
    }
}
