package walras.env.stackelberg.platform;

/**
 * What a price is worth to a seller that knows nothing: its mean one-period profit against uniformly random rivals over
 * {@code 1 - delta}. Without intervention everybody is displayed; with one, the lowest price is displayed alone and k sellers
 * that share it have a chance of {@code 1 / k} each.
 */
final class FirstValues {
    private final MarketTables market;
    private final boolean intervention;
    private final double discount;
    private final int terms;
    private final double[] sold; // [seller, price, term], demands whose sum over the number of terms is the mean

    FirstValues(MarketTables market, boolean intervention, double discount) {
        this.market = market;
        this.intervention = intervention;
        this.discount = discount;
        // A sum over one rival's prices is kept in its order, so that values are the same to the last bit at any cost.
        Profiles profiles = market.profiles();
        this.terms = profiles.sellers() == 2 ? profiles.levels() : 1;
        this.sold = new double[profiles.sellers() * profiles.levels() * terms];
        int rivalProfiles = profiles.count() / profiles.levels();
        for (int profile = 0; profile < profiles.count(); profile++) {
            for (int seller = 0; seller < profiles.sellers(); seller++) {
                int own = profiles.level(profile, seller);
                int term = terms == 1 ? 0 : profiles.level(profile, 1 - seller);
                sold[(seller * profiles.levels() + own) * terms + term] +=
                        demand(profile, seller) / (terms == 1 ? rivalProfiles : 1);
            }
        }
    }

    private double demand(int profile, int seller) {
        Profiles profiles = market.profiles();
        if (!intervention) {
            return market.demand(profile, profiles.everybody(), seller);
        }
        int ties = 0;
        for (int other = 0; other < profiles.sellers(); other++) {
            int ahead = profiles.level(profile, other) - profiles.level(profile, seller);
            if (ahead < 0) {
                return 0;
            }
            ties += ahead == 0 ? 1 : 0;
        }
        return market.demand(profile, 1 << seller, seller) / ties;
    }

    double value(int seller, int level, double cost) {
        double margin = market.gridPrice(level) - cost;
        double sum = 0;
        for (int term = 0; term < terms; term++) {
            sum += margin * sold[(seller * market.levels() + level) * terms + term];
        }
        return sum / terms / (1 - discount);
    }
}
