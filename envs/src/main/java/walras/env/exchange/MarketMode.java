package walras.env.exchange;

import java.util.Arrays;
import java.util.List;
import walras.env.Problem;

/** What consumers tell the auctioneer. */
enum MarketMode {
    /** Each reports tastes; the auctioneer clears the reported economy. */
    REPORT("report"),
    /** Each sends a demand at the posted prices; the auctioneer rations, and moves prices by tatonnement. */
    DEMAND("demand"),
    /** Each proposes a bundle and prices; the auctioneer averages prices, enforces budgets and rations. */
    PROPOSAL("proposal");

    private final String id;

    MarketMode(String id) {
        this.id = id;
    }

    String id() {
        return id;
    }

    static List<String> ids() {
        return Arrays.stream(values()).map(MarketMode::id).toList();
    }

    static MarketMode of(String id) {
        return Arrays.stream(values())
                .filter(mode -> mode.id.equals(id))
                .findFirst()
                .orElseThrow(() -> Problem.option("market", "one of " + ids(), id));
    }
}
