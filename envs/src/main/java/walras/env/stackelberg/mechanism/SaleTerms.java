package walras.env.stackelberg.mechanism;

import java.util.Arrays;

/**
 * Which prices may be asked, and who buys at them. Values and prices are shares of the largest value.
 *
 * @param strict whether a buyer buys only above the price, not at it
 */
record SaleTerms(boolean strict, PriceGrid grid) {
    /** Below every value: nobody refuses. */
    static final double NOBODY = Double.NEGATIVE_INFINITY;

    /** Above every price: nobody buys. */
    static final double CLOSED = Double.POSITIVE_INFINITY;

    static SaleTerms plain() {
        return new SaleTerms(true, PriceGrid.continuous());
    }

    boolean buys(double value, double price) {
        return strict ? value > price : value >= price;
    }

    /** Whether a price may be asked that {@code low} refuses and {@code high} pays; NOBODY and CLOSED set no limit. */
    boolean divides(double low, double high) {
        if (!grid.all()) {
            return prices(low, high).length > 0;
        }
        return strict ? Math.max(0, low) < high : low < Math.min(1, high);
    }

    /** The prices of the grid that {@code low} refuses and {@code high} pays, in ascending order. */
    double[] prices(double low, double high) {
        return Arrays.stream(grid.prices())
                .filter(price -> !buys(low, price) && buys(high, price))
                .toArray();
    }

    /** A price that {@code low} refuses and {@code high} pays, where there is one. */
    double between(double low, double high) {
        if (!grid.all()) {
            return prices(low, high)[0];
        }
        return strict || low == NOBODY ? Math.max(0, low) : (low + Math.min(1, high)) / 2;
    }
}
