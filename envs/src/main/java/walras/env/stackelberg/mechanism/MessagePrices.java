package walras.env.stackelberg.mechanism;

import org.jspecify.annotations.Nullable;

/** Prices that make four plans, one for each pair of messages, an equilibrium in messages. */
interface MessagePrices {
    /** Prices {@code [4, 2]} of the strongest incentives, and their strength behind them; null where there are none. */
    double @Nullable [] prices(Cell[] cells);

    /** Programs solved so far. */
    int solved();

    /** Those among them whose answer its certificate does not bear out. */
    int unverified();
}
