package walras.env.stackelberg.taxation;

/** What the environment's page says. */
final class TaxationDescription {
    static final String TEXT =
            """
            A Bewley-Aiyagari economy in annual steps. The leader (government) sets an income and wealth tax and the
            share of output that it spends; households choose labour and saving; a firm pays the marginal product of
            labour; debt, capital and everybody's wealth move; ability follows a persistent process with rare
            superstars.

            In variant `closed`, the default, capital and debt are what households own and pay one interest rate, alpha
            Y/K - depreciation. Money is goods; metrics in dollars count a good as 69,919.51 dollars over output per
            head at reset. A household keeps the share `saving` of its purse and works hours of three times its share
            `labour`; utility is of goods (less than 1e-9 counts as 1e-9) and hours. Ability follows a chain. Households
            start in the stationary equilibrium of the options (`start` stationary), or are drawn or given and scaled to
            capital and debt; inside they follow the equilibrium's plans (`followers` stationary), which do not answer
            other levers, or a fixed or myopic rule. Where `start` is stationary everybody gets the equilibrium's
            transfer every year, else the option's. A crisis halves capital and debt with wealth. The metrics
            `goods_residual`, `asset_residual`, `government_residual` and `budget_residual` are round-off. An episode
            terminates when capital is gone.

            `solve` gives the stationary equilibrium of `closed` under HSV taxes (tau, xi, tau_wealth, spending):
            prices, plans, values, distribution, inequality, incidence by tenths of wealth. With `reform` it adds a
            second economy and the gains in shares of consumption of living there at the same wealth and ability; the
            path between the two is not lived. With `prices` it gives households at given prices, along a path of them,
            or, with `followers` fixed, how much the fixed rule could gain (`exploitability`). The certificate is
            recomputed from the tables; xi above 0 where an income is not positive, a crowded greatest wealth and hours
            above 3 are refused, and so is play that needs an equilibrium where there is none, before it begins.

            The published variants: TaxAI's levers are raw actions in [-1, 1], DSMFG's are rates in [0.001, 0.99]; under
            brackets they are the marginal rates and the spending share themselves.

            Households live inside and a step is a year; or they are participants (`seat`), and a year takes two steps:
            the government acts, then the households, who see its levers. A published variant's episode terminates when
            consumption and spending exceed output, when inequality passes the limit, when a household is in debt, or
            capital is gone; it is truncated after `horizon` years.

            Both published variants follow a public code, and lose what it loses. In TaxAI output is eaten, spent or
            invested to the last good, but nobody owns the spread between the return on capital and the interest rate:
            capital and debt outgrow what households own (by 7.7% of output in the first year of three households with
            80, 350 and 120 thousand dollars). In DSMFG capital does not wear out, and what is left of output after
            wages and interest vanishes every year (73.8% of output there); what households own is not capital and debt
            from the start. The metrics `goods_residual`, `asset_residual` and `government_residual` say how much, as
            shares of the year's output.

            Observations count money in units of output per head at reset. The mean of the richest tenth and the poorer
            half by wealth stand for the population. Initial wealth is lognormal with the mean and median of the Survey
            of Consumer Finances 2022, or the user's own. `solve` of a published variant gives the reset state of
            equals, the best year of equals, and the tax schedules.""";

    private TaxationDescription() {}
}
