package walras.env.auction.sealed;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A solver that bids anything but an equilibrium must not be verified: two bidders, values uniform on [0, 1]. */
class SealedBidCertificateTest {
    /** Bids at equally spaced values, joined by lines; only the first of each format is an equilibrium. */
    @ParameterizedTest
    @CsvSource({
        "first-price, 0 .25 .5, true",
        "first-price, 0 .2505 .501, false",
        "first-price, 0 .5 1, false", // truth
        "first-price, 0 .25 .499, false",
        "first-price, .001 .25 .5, false",
        "first-price, 0 0 0, false",
        "second-price, 0 .5 1, true",
        "second-price, 0 .5 .999, false",
        "second-price, 0 .25 .5, false", // a first-price auction's
        "all-pay, 0 .125 .5, false", // right at the knots, lines between them
        "all-pay, 0 .25 .5, false",
    })
    void verified_claimedBids_onlyWhereTheyAreAnEquilibrium(String format, String bids, boolean right) {
        SealedBidSettings settings = SealedBidSettings.of(
                new SealedBidEnvironment().options().resolve(Map.of("format", format, "bidders", 2)));
        SealedBidGame game = settings.game();
        double[] knots = Arrays.stream(bids.split(" ", -1))
                .mapToDouble(Double::parseDouble)
                .toArray(); // [knots]
        BiddingRule rule = KnotRule.spaced((ContinuousValues) game.values(0), knots);
        Equilibrium claimed = new PrivateEquilibrium(new Profile(game, List.of(rule, rule)));
        boolean verified = new SealedBidOracle(settings).solve(claimed).verified();
        assertTrue(verified == right, "verified " + verified);
    }

    /** One bidder of two is off: the certificate looks at each. */
    @ParameterizedTest
    @CsvSource({"0", "1"})
    void verified_oneBidderOff_isFound(int who) {
        SealedBidSettings settings =
                SealedBidSettings.of(new SealedBidEnvironment().options().resolve(Map.of("bidders", 2)));
        ContinuousValues values = (ContinuousValues) settings.game().values(0);
        List<BiddingRule> rules = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            rules.add(KnotRule.spaced(values, new double[] {0, i == who ? .51 : .5}));
        }
        Equilibrium claimed = new PrivateEquilibrium(new Profile(settings.game(), rules));
        assertFalse(new SealedBidOracle(settings).solve(claimed).verified());
    }
}
