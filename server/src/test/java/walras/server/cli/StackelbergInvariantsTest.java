package walras.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The numbered invariants of the family's specification that an oracle can tell, as {@code ./walras solve} prints them. A line: number,
 * environment, options, table, the values expected, tolerance.
 */
final class StackelbergInvariantsTest {

    @ParameterizedTest
    @CsvSource({
        "1,  matrix, game=escape,      leader_value_by_row, 15 10 30, 0",
        "1,  matrix, game=maintain,    leader_value_by_row, 20 10 5,  0",
        "1,  matrix, game=commitment,  leader_value_by_row, 1 2,      0",
        "1,  matrix, game=game-4,      leader_value_by_row, 1 0,      0",
        "1,  matrix, game=maintain,    leader_value,        20,       0",
        "2,  matrix, game=maintain,    mixed_commitment,    .25 .75 0, 1e-9",
        "2,  matrix, game=maintain,    mixed_leader_value,  27.5,     1e-9",
        "2,  matrix, game=maintain,    mixed_column,        0,        0",
        "2,  matrix, game=commitment,  mixed_commitment,    .5 .5,    1e-9",
        "2,  matrix, game=commitment,  mixed_leader_value,  2.5,      1e-9",
        "2,  matrix, game=game-4,      mixed_leader_value,  1,        1e-9",
        "2,  matrix, game=escape,      mixed_leader_value,  30,       1e-9",
        "3,  matrix, game=escape,      nash,                0 0 1 1 2 2, 0",
        "3,  matrix, game=maintain,    nash,                1 1 2 2,  0",
        "3,  matrix, game=commitment,  nash,                0 0,      0",
        "4,  matrix, game=escape,      phase_leak_value,    30,       0",
        "4,  matrix, game=maintain,    phase_leak_value,    30,       0",
        "4,  matrix, game=commitment,  phase_leak_value,    3,        0",
        "4,  matrix, game=game-4,      phase_leak_value,    1,        0",
        "4,  matrix, game=prisoners-dilemma rounds=5, repeated_leader_value, 16, 0",
        "4,  matrix, game=prisoners-dilemma rounds=5, repeated_phase_leak_value, 20, 0",
        "4,  matrix, game=prisoners-dilemma rounds=5, finite_horizon_leader_value, 14, 0",
        "4,  matrix, game=prisoners-dilemma rounds=5, finite_horizon_phase_leak_value, 18, 0",
        "5,  matrix, game=battle-of-the-sexes,   leader_value, 2, 0",
        "5,  matrix, game=pure-coordination,     leader_value, 2, 0",
        "5,  matrix, game=reward-timing,         leader_value, 2, 0",
        "5,  matrix, game=reward-timing-penalty, leader_value, 2, 0",
        "6,  matrix, game=prisoners-dilemma rounds=10, repeated_leader_value, 31, 0",
        "6,  matrix, game=prisoners-dilemma rounds=10, repeated_follower_value, 28, 0",
        "6,  matrix, game=prisoners-dilemma rounds=10 payoff_offset=-2.5, repeated_leader_value, 6, 0",
        "6,  matrix, game=prisoners-dilemma rounds=5,  repeated_follower_value, 13, 0",
        "6,  matrix, game=prisoners-dilemma rounds=5 payoff_offset=-4, repeated_leader_value, -4, 0",
        "6,  matrix, game=stag-hunt rounds=10,         repeated_leader_value, 40, 0",
        "6,  matrix, game=assurance rounds=10,         repeated_leader_value, 40, 0",
        "6,  matrix, game=coordination rounds=10,      repeated_leader_value, 40, 0",
        "6,  matrix, game=mixed-harmony rounds=10,     repeated_leader_value, 40, 0",
        "6,  matrix, game=harmony rounds=10,           repeated_leader_value, 40, 0",
        "6,  matrix, game=no-conflict rounds=10,       repeated_leader_value, 40, 0",
        "6,  matrix, game=deadlock rounds=10,          repeated_leader_value, 30, 0",
        "6,  matrix, game=prisoners-delight rounds=10, repeated_leader_value, 30, 0",
        "6,  matrix, game=hero rounds=10,              repeated_leader_value, 40, 0",
        "6,  matrix, game=hero rounds=10,              repeated_follower_value, 30, 0",
        "6,  matrix, game=battle rounds=10,            repeated_leader_value, 40, 0",
        "6,  matrix, game=battle rounds=10,            repeated_follower_value, 30, 0",
        "6,  matrix, game=chicken rounds=10,           repeated_leader_value, 40, 0",
        "6,  matrix, game=chicken rounds=10,           repeated_follower_value, 20, 0",
        "6,  matrix, game=hidden-query rounds=5,       repeated_leader_value, 20, 0",
        "6,  matrix, game=hidden-query rounds=5,       repeated_follower_value, 15, 0",
        "13, allocation, messages=1, leader_value, .333333333333, 1e-12",
        "13, allocation, messages=2, leader_value, .666666666667, 1e-12",
        "13, allocation, messages=3, leader_value, 1, 0",
        "16, matrix-design, bonus_max=10, welfare, 1 1.666666666667 1.666666666667 .666666666667, 1e-12",
        "16, matrix-design, bonus_max=10, nash, 0 1 1 0, 0",
        "16, matrix-design, bonus_max=10, promise, 1 0 0 0 0 0 0 4, 0",
        "17, price-mechanism, setting=pi, spm_optimal_reward, -.06, 1e-12",
        "17, price-mechanism, setting=pi, first_best_welfare, .44, 1e-12",
        "17, price-mechanism, setting=pi, spm_visit, 1 0, 0",
        "17, price-mechanism, setting=uniform types=2, spm_optimal_reward, 0, 1e-12",
        "17, price-mechanism, setting=uniform types=3, spm_optimal_reward, -.055555555556, 1e-12",
        "17, price-mechanism, setting=uniform types=4, spm_optimal_reward, -.041666666667, 1e-12",
        "17, price-mechanism, setting=uniform types=5, spm_optimal_reward, -.05, 1e-12",
        "17, price-mechanism, setting=uniform types=6, spm_optimal_reward, -.044444444444, 1e-12",
        "17, price-mechanism, setting=uniform types=7, spm_optimal_reward, -.047619047619, 1e-12",
        "17, price-mechanism, setting=uniform types=8, spm_optimal_reward, -.044642857143, 1e-12",
        "18, price-mechanism, setting=pi, message_optimal_reward, 0, 1e-12",
        "18, price-mechanism, setting=uniform types=3, message_optimal_reward, 0, 1e-12",
        "18, price-mechanism, setting=uniform types=4, message_optimal_reward, 0, 1e-12",
        "18, price-mechanism, setting=uniform types=5, message_optimal_reward, 0, 1e-12",
        "18, price-mechanism, setting=uniform types=6, message_optimal_reward, -.005555555556, 1e-12",
        "18, price-mechanism, setting=uniform types=7, message_optimal_reward, -.006802721088, 1e-12",
        "22, price-mechanism, setting=p1, spm_optimal_welfare, .833333333333, 1e-12",
        "22, price-mechanism, setting=p1, first_best_welfare, .833333333333, 1e-12",
        "22, price-mechanism, setting=p1, anonymous_price_welfare, .75, 1e-12",
        "22, price-mechanism, setting=p2, spm_optimal_welfare, 1.583333333333, 1e-12",
        "22, price-mechanism, setting=p2, static_price_welfare, 1.5, 1e-12",
        "22, price-mechanism, setting=p2, anonymous_price_welfare, 1.375, 1e-12",
        "22, price-mechanism, setting=p3, spm_optimal_welfare, 1.4, 1e-12",
        "22, price-mechanism, setting=p3, first_best_welfare, 1.4, 1e-12",
        "22, price-mechanism, setting=p3, anonymous_price_welfare, 1.383333333333, 1e-12",
        "22, price-mechanism, setting=p4, first_best_welfare, 1.3, 1e-12",
        "22, price-mechanism, setting=p4, spm_optimal_welfare, 1.291666666667, 1e-12",
        "22, price-mechanism, setting=p4, static_price_welfare, 1.266666666667, 1e-12",
        "22, price-mechanism, setting=p4, anonymous_price_welfare, 1.233333333333, 1e-12",
        "23, price-mechanism, setting=two-worlds, first_best_welfare, .699658203, 1e-9",
        "23, price-mechanism, setting=two-worlds, spm_optimal_welfare, .6921875, 1e-12",
        "25, pricing-platform, mu=0.25, nash_price, 1.4729266600, 1e-9",
        "25, pricing-platform, mu=0.25, monopoly_price, 1.9249809191, 1e-9",
        "25, pricing-platform, mu=0.25, nash_profit, .2229266600, 1e-9",
        "25, pricing-platform, mu=0.25, monopoly_profit, .3374904595, 1e-9",
        "25, pricing-platform, mu=0.25, nash_surplus, .7150977, 1e-7",
        "25, pricing-platform, mu=0.25, monopoly_surplus, .3270780, 1e-7",
        "26, pricing-platform, mu=0.25, price_grid, 1.05 1.266667 1.483333 1.7, 1e-6",
        "26, pricing-platform, mu=0.25, profit, .024723 .034657 .041699 .045594 .077696 .129877 .180966 .216817"
                + " .071224 .137876 .227279 .312441 .047410 .100565 .190209 .304190, 1e-6",
        "28, pricing-platform, mu=0.25, equilibrium_surplus, 1.1261 .9132 .7053 .7053, 5e-5",
        "28, pricing-platform, display_rule=pdp, equilibrium_surplus, .9555310541, 1e-9", // one seller, at 1.05
        "54, bayesian, 'prior=[1] leader_payoff=[[[2,4],[1,3]]] follower_payoff=[[[1,0],[0,2]]]', mixed_leader_value,"
                + " 3.6666666667, 1e-7",
        "54, bayesian, 'prior=[1] leader_payoff=[[[5,0],[0,1]]] follower_payoff=[[[1,1],[0,1]]]', weak_leader_value, 1, 1e-7",
        "55, matrix, 'leader_payoff=[[3,0],[5,1]] follower_payoff=[[3,5],[0,1]] row_strategy=[0.5,0.5] column_strategy=[0.25,0.75]',"
                + " best_reply_gain, .625 .375, 1e-9",
        "52, pricing-platform, 'sellers=3 qualities=[2.5,2,1.6] costs=[1.2,1,0.7]', nash_prices, 1.6971517 1.3449468 1.015489,"
                + " 1e-7",
        "53, pricing-platform, 'sellers=3 costs=[1,1,1] nests=[0,0,1] dissimilarity=[0.5,1]', nash_prices,"
                + " 1.2166467 1.2166467 1.3504264, 1e-7",
        "53, pricing-platform, 'sellers=3 costs=[1,1,1] nests=[0,0,1] dissimilarity=[0.5,1]', monopoly_prices,"
                + " 1.9595507 1.9595507 1.9595507, 1e-7",
        "31, bandit, game=table-1, leader_value, .3, 0",
        "31, bandit, game=table-1, follower_value, .1, 0",
        "31, bandit, game=table-1, equilibrium_leader_action, 0, 0",
        "31, bandit, game=table-1, manipulation_leader_value, .2, 0",
        "31, bandit, game=table-1, manipulation_follower_value, 1, 0",
        "31, bandit, game=table-1, manipulation_rule, 1 0, 0",
        "31, bandit, game=table-2, equilibrium_leader_action, 1, 0",
        "31, bandit, game=table-2, manipulation_leader_action, 1, 0",
        "35, newsvendor, noise_std=0, wholesale_price, 5, 1e-6",
        "35, newsvendor, noise_std=0, retail_price, 7.5, 1e-6",
        "35, newsvendor, noise_std=0, quantity, 2.5, 1e-6",
        "35, newsvendor, noise_std=0, leader_profit, 12.5, 1e-9",
        "35, newsvendor, noise_std=0, follower_profit, 6.25, 1e-6",
        "35, newsvendor, noise_std=1, integrated_profit, 25, 1e-9",
        "38, newsvendor, noise=uniform noise_std=0.577350269189626, wholesale_price, 4.32633, 1e-5",
        "38, newsvendor, noise=uniform noise_std=0.577350269189626, retail_price, 6.97056, 1e-5",
        "38, newsvendor, noise=uniform noise_std=0.577350269189626, quantity, 2.78813, 1e-5",
        "38, newsvendor, noise=uniform noise_std=0.577350269189626, leader_profit, 12.06236, 1e-5",
        "38, newsvendor, noise=uniform noise_std=0.577350269189626, follower_profit, 6.36938, 1e-5",
        "46, taxation, variant=taxai households=10, ability_log_std, 1.058868, 1e-6",
        "46, taxation, variant=taxai households=10, superstar_share, 2.1995e-4, 1e-8",
        "50, taxation, variant=dsmfg households=100, reset_output, 6991951.26, .01",
        "50, taxation, variant=dsmfg households=100, reset_debt, 8480537.69, .01",
        "50, taxation, variant=dsmfg households=100, reset_capital, 1279527.08, .01",
        "50, taxation, variant=dsmfg households=100, reset_labour, 84924.147, .001"
    })
    void solve_invariant_isMet(
            int number, String environment, String options, String table, String expected, double tolerance) {
        double[] wanted = Arrays.stream(expected.split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
        double[] found = solved(environment, options, table);
        assertEquals(wanted.length, found.length, "values of " + table + " in invariant " + number);
        for (int k = 0; k < wanted.length; k++) {
            assertEquals(wanted[k], found[k], tolerance, table + "[" + k + "] in invariant " + number);
        }
    }

    // Invariant 36: best replies at wholesale prices 1, 2, 4 and 5, which a grid of nine prices holds.
    @ParameterizedTest
    @CsvSource({
        "1,  1, 5.449983, 5.452174, 18.800154",
        "1,  2, 5.887039, 4.526163, 13.830826",
        "1,  4, 6.735556, 3.026950, 6.317694",
        "1,  5, 7.142587, 2.332936, 3.638930",
        "0.5, 4, 6.872239, 3.024188, 7.641961",
        "2,  4, 6.425775, 2.950155, 3.786859"
    })
    void solve_newsvendorReplies_areTheSpecifications(
            String std, int wholesale, double price, double quantity, double profit) {
        String options = "grid=9 noise_std=" + std;
        assertEquals(price, solved("newsvendor", options, "reply_price")[wholesale - 1], 1e-6);
        assertEquals(quantity, solved("newsvendor", options, "reply_quantity")[wholesale - 1], 1e-6);
        assertEquals(profit, solved("newsvendor", options, "reply_profit")[wholesale - 1], 1e-6);
    }

    // Invariant 47; at 2e9 the public code's cap on the last bracket is a known defect and not copied.
    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0", "2, 145.02", "3, 3680.52", "4, 14208.02", "5, 56160.52", "6, 327603.52"})
    void solve_federalTax_isTheSpecifications(int income, double tax) {
        assertEquals(tax, solved("taxation", "variant=taxai tax=federal-2022", "federal_tax")[income], 1e-6);
    }

    private static double[] solved(String environment, String options, String table) {
        List<String> words = new ArrayList<>(List.of("solve", "stackelberg/" + environment + "-v0", "--json"));
        for (String option : options.split(" ", -1)) {
            words.add("-o");
            words.add(option);
        }
        CommandRun run = CommandRun.of(words.toArray(String[]::new));
        assertEquals(0, run.exit(), run.err());
        JsonArray values = JsonParser.parseString(run.out())
                .getAsJsonObject()
                .getAsJsonObject("tables")
                .getAsJsonObject(table)
                .getAsJsonArray("values");
        double[] numbers = new double[values.size()];
        Arrays.setAll(numbers, k -> values.get(k).getAsDouble());
        return numbers;
    }
}
