package walras.env.exchange;

import java.util.Optional;
import walras.env.exchange.equilibrium.ProcessRules;

/**
 * How a static market is run.
 *
 * @param mode what consumers say
 * @param horizon markets in one episode
 * @param spread standard deviation of the log factors on each row's tastes and endowments
 * @param priceStep exponent of tatonnement
 * @param tolerance of the certificate
 * @param process how the auctioneer finds prices, where not by the certified kernel
 */
record StaticRules(
        MarketMode mode,
        int horizon,
        double spread,
        double priceStep,
        double tolerance,
        Optional<ProcessRules> process) {}
