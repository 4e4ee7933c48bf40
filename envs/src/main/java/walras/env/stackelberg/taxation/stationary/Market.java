package walras.env.stackelberg.taxation.stationary;

/** What a household takes as given in a year: interest, the wage of a unit of effective labour, the transfer. */
public record Market(double interest, double wage, double transfer) {}
