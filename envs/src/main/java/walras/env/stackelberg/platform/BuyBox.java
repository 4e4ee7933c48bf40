package walras.env.stackelberg.platform;

/**
 * A display rule on a grid of prices. Displayed sellers are a bit mask (bit 0: seller 0). The box's occupant is the last
 * seller that was displayed alone, seller 0 at first.
 */
final class BuyBox {
    static final int NOBODY = 0;

    private final DisplayRule rule;
    private final double[] grid; // [price]
    private final double advantage;
    private final Profiles profiles;

    BuyBox(DisplayRule rule, double[] grid, double advantage, Profiles profiles) {
        this.rule = rule;
        this.grid = grid.clone();
        this.advantage = advantage;
        this.profiles = profiles;
    }

    DisplayRule rule() {
        return rule;
    }

    /** The mask of displayed sellers for a price profile, the one before it, the occupant and the leader's action. */
    int displayed(int profile, int previous, int occupant, int action) {
        return switch (rule) {
            case NO_INTERVENE -> profiles.everybody();
            case PDP -> 1 << lowest(profile);
            case DPDP -> 1 << (keepsBox(profile, previous, occupant) ? occupant : lowest(profile));
            case BLOCK_EQUAL -> unequal(profile);
            case LEARN_THRESHOLD -> admitted(profile, action);
            case LEARN_BINARY_THRESHOLD -> admitted(profile, action == 1 ? 0 : grid.length - 1);
        };
    }

    /** The occupant after {@code displayed} was shown. */
    static int occupantAfter(int displayed, int occupant) {
        return Integer.bitCount(displayed) == 1 ? Integer.numberOfTrailingZeros(displayed) : occupant;
    }

    private boolean keepsBox(int profile, int previous, int occupant) {
        int own = profiles.level(profile, occupant);
        int rivals = grid.length - 1; // the lowest of them
        for (int seller = 0; seller < profiles.sellers(); seller++) {
            rivals = seller == occupant ? rivals : Math.min(rivals, profiles.level(profile, seller));
        }
        return own <= profiles.level(previous, occupant) && grid[own] - grid[rivals] < advantage;
    }

    private int lowest(int profile) {
        int lowest = 0;
        for (int seller = 1; seller < profiles.sellers(); seller++) {
            lowest = profiles.level(profile, seller) < profiles.level(profile, lowest) ? seller : lowest;
        }
        return lowest;
    }

    private int unequal(int profile) {
        int mask = 0;
        for (int seller = 0; seller < profiles.sellers(); seller++) {
            mask |= alone(profile, seller) ? 1 << seller : 0;
        }
        return mask;
    }

    /** Whether nobody else quotes the seller's price. */
    private boolean alone(int profile, int seller) {
        for (int other = 0; other < profiles.sellers(); other++) {
            if (other != seller && profiles.level(profile, other) == profiles.level(profile, seller)) {
                return false;
            }
        }
        return true;
    }

    private int admitted(int profile, int cap) {
        int mask = 0;
        for (int seller = 0; seller < profiles.sellers(); seller++) {
            mask |= profiles.level(profile, seller) <= cap ? 1 << seller : 0;
        }
        return mask;
    }
}
