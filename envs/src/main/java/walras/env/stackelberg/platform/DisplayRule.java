package walras.env.stackelberg.platform;

import java.util.Locale;

/** How the platform decides whom to display. */
enum DisplayRule {
    /** Everybody is displayed. */
    NO_INTERVENE,
    /** Price-directed prominence: the lowest price alone; a tie goes to seller 0. */
    PDP,
    /**
     * Dynamic PDP: the incumbent keeps the box while it does not raise its price and is not undercut by the advantage.
     */
    DPDP,
    /** Sellers that quote the same price are both hidden; otherwise both are displayed. */
    BLOCK_EQUAL,
    /** The leader names a grid price; sellers at or below it are displayed. */
    LEARN_THRESHOLD,
    /** The leader opens (0: everybody) or closes (1: only the lowest grid price is displayed). */
    LEARN_BINARY_THRESHOLD;

    /** The number of actions that the leader chooses from; 1 where the rule leaves it no choice. */
    int actions(int levels) {
        return switch (this) {
            case LEARN_THRESHOLD -> levels;
            case LEARN_BINARY_THRESHOLD -> 2;
            default -> 1;
        };
    }

    String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
