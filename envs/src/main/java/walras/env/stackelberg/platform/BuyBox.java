package walras.env.stackelberg.platform;

/**
 * A display rule on a grid of prices for two sellers. A profile is {@code first * levels + second}; displayed sellers
 * are a bit mask (bit 0: seller 0). The box's occupant is the last seller that was displayed alone, seller 0 at first.
 */
final class BuyBox {
    static final int NOBODY = 0;
    static final int EVERYBODY = 3;

    private final DisplayRule rule;
    private final double[] grid; // [price]
    private final double advantage;

    BuyBox(DisplayRule rule, double[] grid, double advantage) {
        this.rule = rule;
        this.grid = grid.clone();
        this.advantage = advantage;
    }

    DisplayRule rule() {
        return rule;
    }

    int levels() {
        return grid.length;
    }

    /** The mask of displayed sellers for a price profile, the one before it, the occupant and the leader's action. */
    int displayed(int profile, int previous, int occupant, int action) {
        int first = profile / grid.length;
        int second = profile % grid.length;
        return switch (rule) {
            case NO_INTERVENE -> EVERYBODY;
            case PDP -> lowest(first, second);
            case DPDP -> keepsBox(profile, previous, occupant) ? 1 << occupant : lowest(first, second);
            case BLOCK_EQUAL -> first == second ? NOBODY : EVERYBODY;
            case LEARN_THRESHOLD -> admitted(first, second, action);
            case LEARN_BINARY_THRESHOLD -> admitted(first, second, action == 1 ? 0 : grid.length - 1);
        };
    }

    /** The occupant after {@code displayed} was shown. */
    static int occupantAfter(int displayed, int occupant) {
        return displayed == 1 ? 0 : displayed == 2 ? 1 : occupant;
    }

    private boolean keepsBox(int profile, int previous, int occupant) {
        int own = level(profile, occupant);
        int rival = level(profile, 1 - occupant);
        return own <= level(previous, occupant) && grid[own] - grid[rival] < advantage;
    }

    private int level(int profile, int seller) {
        return seller == 0 ? profile / grid.length : profile % grid.length;
    }

    private static int lowest(int first, int second) {
        return first <= second ? 1 : 2;
    }

    private static int admitted(int first, int second, int cap) {
        return (first <= cap ? 1 : 0) | (second <= cap ? 2 : 0);
    }
}
