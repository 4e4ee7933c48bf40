package walras.env.stackelberg.newsvendor;

import org.jspecify.annotations.Nullable;

/**
 * What the options say.
 *
 * @param retailer who replies inside the environment; null where the retailer has a seat
 * @param horizon rounds of an episode
 * @param grid wholesale prices that learners choose from
 */
record NewsvendorSettings(
        NewsvendorMarket market, RetailerLearner.@Nullable Kind retailer, int horizon, PriceGrid grid) {
    boolean seated() {
        return retailer == null;
    }
}
