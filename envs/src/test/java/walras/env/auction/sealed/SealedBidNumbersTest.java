package walras.env.auction.sealed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import walras.env.Solution;

/**
 * Known solutions: options, then values of the oracle's tables. Guards every solver, the evaluation of rules, the optimal
 * auction and best replies. Short names: b equilibrium_bid (bidder 0), R, W, U expected_revenue, _welfare, _utility.
 */
class SealedBidNumbersTest {
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("b", "equilibrium_bid"),
            Map.entry("R", "expected_revenue"),
            Map.entry("W", "expected_welfare"),
            Map.entry("U", "expected_utility"),
            Map.entry("u", "interim_utility"),
            Map.entry("eff", "efficiency"),
            Map.entry("sales", "expected_sales"),
            Map.entry("r*", "optimal_reserve"),
            Map.entry("R*", "optimal_revenue"),
            Map.entry("v0", "screening_level"),
            Map.entry("z", "pooling_level"),
            Map.entry("win", "win_probability"),
            Map.entry("pay", "payment"),
            Map.entry("Rhi", "highest_revenue"),
            Map.entry("lo", "lowest_bid"),
            Map.entry("hi", "highest_bid"),
            Map.entry("best", "best_reply_utility"),
            Map.entry("own", "profile_utility"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bidders=3; | b[50]=.3333333333333 R=.5 U=.0833333333333 W=.75",
                "bidders=3; format=all-pay; | b[50]=.0833333333333 b[100]=.6666666666667 R=.5",
                "distribution=power; power=2; | b[50]=.3333333333333 R=.5333333333333 U=.1333333333333 r*=.577350269"
                        + " R*=.584653357",
                "bidders=3; distribution=truncated-exponential; rate=2; | b[50]=.289663203 R=.316813236 r*=.360767729"
                        + " R*=.3457117",
                "distribution=truncated-lognormal; log_mean=0; log_std=.5; value_high=3; | b[50]=.890817392 R=.811641711"
                        + " r*=.764318937 R*=.846366586",
                "reserve=.5; | b[75]=.5416666666667 R=.4166666666667 sales=.75 eff=.875",
                "entry_fee=.1; | v0=.316227766 b[50]=.15 R=.391169631 W=.645584816",
                "bidders=3; format=second-price; reserve=.3; entry_fee=.05; | v0=.5 R=.53125 U=.0572916666667",
                "bidders=3; format=all-pay; reserve=.2; | v0=.584803548 b[60]=.2106666666667 b[80]=.408 R=.524558936",
                "bidders=4; format=uniform-price; units=2; reserve=.5; | R=.9 sales=1.625 W=1.2625",
                // A place for each: nobody bids more than the least.
                "units=2; | b[50]=0 b[100]=0 R=0 U=.5 W=1 sales=2",
                "units=2; reserve=.25; tie_rule=lowest-index; | b[50]=.25 b[100]=.25 R=.375 U=.28125 W=.9375 sales=1.5",
                "units=2; reserve=.25; entry_fee=.25; | v0=.5 b[75]=.25 R=.5 U=.125 W=.75",
                "units=2; reserve=.25; budget=.2; | b[50]=0 R=0 U=0 sales=0",
                "bidders=3; format=uniform-price; units=3; reserve=.4; entry_fee=.1; | v0=.5 R=.75",
                "risk_aversion=.5; | b[60]=.4 R=.4444444444444 U=.230940108",
                "bidders=3; format=second-price; risk_aversion=.5; | R=.5 U=.152380952381",
                "bidders=3; dependence=interdependent; gamma=.5; | b[50]=.4583333333333 R=.6875 W=.9375 U=.0833333333333",
                "bidders=3; dependence=interdependent; gamma=.5; distribution=truncated-exponential; rate=2;"
                        + " format=second-price; | b[50]=.677252912 R=.430004497",
                "bidders=3; dependence=average; | b[50]=.2777777777778 R=.4166666666667 U=.0277777777778",
                "budget=.4; | z=.6666666666667 R=.3209876543210 W=.6604938271605",
                "budget=.4; format=all-pay; | z=.8 b[70]=.245 b[90]=.4 R=.3306666666667",
                "budget=.4; format=second-price; | R=.2613333333333 W=.630666667",
                "distribution=discrete; value_grid=[1,2,4]; value_weights=[.5,.3,.2]; bidders=3; | lo[2]=1.609375 hi[2]=2.47"
                        + " b[2]=2.0875 u[1]=.25 R=1.708 R*=2.21",
                "distribution=discrete; value_grid=[1,2,4]; value_weights=[.5,.3,.2]; bidders=3; format=all-pay; | lo[1]=.25"
                        + " hi[1]=1.03 b[1]=.61",
                "distribution=discrete; value_grid=[1,2,3,4]; value_weights=[.3,.1,.4,.2]; format=second-price; | R=1.89 r*=3"
                        + " R*=2.64",
                "format=generalised-second-price; distribution=fixed; valuations=[4,10,2]; bidders=3; click_rates=[200,100]; |"
                        + " lo[0]=3 hi[0]=7 pay[1]=600 R=800 Rhi=1800",
                "format=generalised-second-price; information=complete; bidders=4; click_rates=[1,.6,.3]; | R=.66 W=1.28"
                        + " U=.155",
                "format=vcg; bidders=4; click_rates=[1,.6,.3]; reserve=.3; | R=.7576212",
                "format=all-pay; distribution=fixed; valuations=[3,2]; | R=1.6666666666667 b[1]=.6666666666667"
                        + " win[1]=.3333333333333 U[0]=1"
            })
    void solve_knownCases_haveTheirValues(String text) {
        assertValues(text, 1e-8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bidders=3; dependence=mineral-rights; value_high=10; noise=1; | b[10]=.3 b[50]=4.001239376"
                        + " b[95]=9.148983652 R=4.557118496 U=.147627168",
                "bidders=3; dependence=mineral-rights; value_high=10; noise=1; format=second-price; |"
                        + " b[50]=4.6666666666667 b[95]=9.6823529411765 R=4.694912548",
                "value_high=[1,2]; | b[50]=.262965816 b[151]=.430500874 b[201]=.6666666666667 R=.459005056"
                        + " U[0]=.096933475 U[1]=.506897331 win[0]=.3333333333333 r*[1]=1 R*=.6458333333333",
                "bidders=3; value_high=[1,1,2]; | b[50]=.333939444 b[252]=.597740884 b[302]=.8 R=.619338029 eff=.986372457"
                        + " R*=.7447916666667",
            })
    void solve_commonValuesAndUnequalBidders_haveTheirValues(String text) {
        assertValues(text, 1e-6);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "oracle_points=11; strategy=[0,.7]; | best=.1190476190476 own=.1 nash_conv=.0380952380952",
                "oracle_points=11; strategy=[0,.5]; format=all-pay; | best=.125 own=.0833333333333 nash_conv=.0833333333333",
                "oracle_points=11; strategy=[.3,.3]; | best=.245 own=.1 nash_conv=.29",
                "oracle_points=11; strategy=[[0,1],[0,.5]]; | best[0]=.1666666666667 best[1]=.0833333333333 own[0]=0"
                        + " nash_conv=.1666666666667",
                "oracle_points=11; strategy=[0,.6]; | exploitability=.0055555555556",
                "oracle_points=11; strategy=[0,.5]; | exploitability=0"
            })
    void solve_strategies_haveTheirBestReplies(String text) {
        assertValues(text, 1e-9);
    }

    private static void assertValues(String text, double tolerance) {
        String[] halves = text.split("\\|", 2);
        Solution solution = solve(halves[0]);
        for (String claim : halves[1].trim().split(" ", 0)) {
            String[] sides = claim.split("=", 2);
            double wanted = Double.parseDouble(sides[1]);
            assertEquals(wanted, value(solution, sides[0]), tolerance * Math.max(1, Math.abs(wanted)), text + sides[0]);
        }
        Map<String, Double> certificate = solution.certificate();
        assertTrue(certificate.getOrDefault("accounting", 0.0) <= 1e-9, () -> text + certificate);
        assertTrue(certificate.getOrDefault("envy", 0.0) <= 1e-9, () -> text + certificate);
        assertTrue(certificate.getOrDefault("deviation_gain", 0.0) <= 1e-9, () -> text + certificate);
    }

    private static double value(Solution solution, String claim) {
        int bracket = claim.indexOf('[');
        String name = bracket < 0 ? claim : claim.substring(0, bracket);
        int index = bracket < 0 ? 0 : Integer.parseInt(claim.substring(bracket + 1, claim.length() - 1));
        return solution.table(Objects.requireNonNull(NAMES.getOrDefault(name, name)))
                .values()[index];
    }

    static Solution solve(String options) {
        SealedBidEnvironment environment = new SealedBidEnvironment();
        return environment
                .economy(environment.options().resolve(parse(options)))
                .solve();
    }

    static Map<String, Object> parse(String text) {
        Map<String, Object> options = new LinkedHashMap<>();
        for (String pair : text.split(";", 0)) {
            if (!pair.isBlank()) {
                String[] sides = pair.trim().split("=", 2);
                options.put(sides[0], value(sides[1]));
            }
        }
        return options;
    }

    private static Object value(String text) {
        if (text.startsWith("[")) {
            return list(text);
        }
        try {
            double number = Double.parseDouble(text);
            return number == Math.rint(number) ? (Object) (long) number : (Object) number;
        } catch (NumberFormatException word) {
            return text;
        }
    }

    private static List<Object> list(String text) {
        List<Object> all = new ArrayList<>();
        int depth = 0;
        int from = 1;
        for (int k = 1; k < text.length(); k++) {
            char c = text.charAt(k);
            if (depth == 0 && (c == ',' || k == text.length() - 1)) {
                all.add(value(text.substring(from, k)));
                from = k + 1;
            }
            depth += c == '[' ? 1 : c == ']' ? -1 : 0;
        }
        return all;
    }
}
