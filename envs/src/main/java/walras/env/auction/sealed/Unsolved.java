package walras.env.auction.sealed;

import java.util.List;
import walras.env.Problem;

/** What is said of an auction whose answer is not borne out by its certificate, or costs more than anybody may ask for. */
final class Unsolved {
    private static final int FEW = 8; // bidders
    private static final int FEW_POINTS = 101;
    private static final double STEEPEST = .5; // power below which laws are singular at their lower end
    private static final double FLATTEST = 100;
    private static final double MOST_AVERSE = .5;

    private Unsolved() {}

    static Problem tooDear(SealedBidSettings settings) {
        SealedBidGame game = settings.game();
        double[][] strategy = settings.strategy(); // [bidders][points]
        if (strategy != null) {
            return problem("strategy", "fewer bids, or fewer bidders", strategy[0].length + " bids", "");
        } else if (settings.approximate() && game.bidders() > FEW) {
            return problem("bidders", "fewer for approximate", String.valueOf(game.bidders()), String.valueOf(FEW));
        } else if (game.bidders() > FEW && !game.symmetric()) {
            String expected = "fewer, or bidders that are alike";
            return problem("bidders", expected, String.valueOf(game.bidders()), String.valueOf(FEW));
        }
        int points = settings.oraclePoints();
        if (points > FEW_POINTS) {
            return problem("oracle_points", "fewer", String.valueOf(points), String.valueOf(FEW_POINTS));
        }
        return law(game, "is solved in a bearable time");
    }

    static Problem unverified(SealedBidSettings settings) {
        return law(settings.game(), "has an answer that its certificate bears out");
    }

    /** The option that makes the game hard, with a value that does not. */
    private static Problem law(SealedBidGame game, String what) {
        if (game.dependence() == Dependence.MINERAL_RIGHTS) {
            ValueDistribution values = game.values(0);
            double nearest = (values.high() - values.low()) / 4;
            String expected = "a noise for which the auction " + what;
            return problem("noise", expected, String.valueOf(game.noise()), String.valueOf(nearest));
        } else if (game.riskAversion() > MOST_AVERSE) {
            String expected = "a risk aversion for which the auction " + what;
            return problem("risk_aversion", expected, String.valueOf(game.riskAversion()), String.valueOf(MOST_AVERSE));
        }
        List<ValueDistribution> values = game.values();
        if (values.get(0) instanceof ContinuousValues.Power law && law.power() != 1) {
            String nearest = String.valueOf(Math.min(FLATTEST, Math.max(STEEPEST, law.power())));
            String expected = "a power for which the auction " + what;
            return problem(
                    "power", expected, String.valueOf(law.power()), nearest.equals("" + law.power()) ? "1.0" : nearest);
        }
        if (values.get(0) instanceof ContinuousValues.Power) { // uniform: no law is simpler
            String expected = "a format for which the auction " + what;
            return problem("format", expected, game.format().word(), Format.SECOND_PRICE.word());
        }
        String expected = "a law for which the auction " + what;
        return problem("distribution", expected, "the law that was given", SignalLaws.UNIFORM);
    }

    private static Problem problem(String option, String expected, String got, String nearest) {
        return Problem.of(Problem.Kind.INVALID, "BAD_OPTION", "option " + option, expected, got, nearest);
    }
}
