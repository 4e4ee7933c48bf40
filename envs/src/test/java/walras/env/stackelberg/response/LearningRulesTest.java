package walras.env.stackelberg.response;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every rule, sweep and extraction of the kernel against the package page's formulas, computed slowly and apart: two followers with two
 * types and three actions each, a correlated prior, random payoffs.
 */
final class LearningRulesTest {
    private static final ResponseShape SHAPE = new ResponseShape(2, 2, 3);
    private static final double[] PRIOR = {.4, .1, .2, .3};
    private static final int UPDATES = 60;
    private static final double RATE = .3;
    private static final double ALPHA = .2;
    private static final double DELTA = .05;
    private static final long KEY = 77;

    static Stream<Arguments> rules() {
        List<LearningRule> full = List.of(
                new Hedge(RATE),
                new RegretMatching(),
                new FictitiousPlay(TieRule.FIRST, 1e-12),
                new FictitiousPlay(TieRule.AGAINST_LEADER, 1e-12),
                new BestResponse(TieRule.FOR_LEADER, 1e-9),
                new BestResponse(TieRule.LAST, 1e-9));
        Stream<Arguments> swept = full.stream()
                .flatMap(rule -> Stream.of(Arguments.of(rule, Sweep.EXACT), Arguments.of(rule, Sweep.SAMPLED)));
        Stream<Arguments> bandits = Stream.of(
                Arguments.of(new Exp3(RATE, ALPHA), Sweep.BANDIT), Arguments.of(new Ucb(DELTA), Sweep.BANDIT));
        return Stream.concat(swept, bandits);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void play_randomGame_agreesWithTheFormulas(LearningRule rule, Sweep sweep) {
        InducedGame game = InducedGame.allocate(SHAPE, 1);
        SplittableRandom random = new SplittableRandom(5);
        // Few levels, so that there are ties to break.
        Arrays.setAll(game.payoff(), k -> random.nextInt(4) / 4.0);
        Arrays.setAll(game.leader(), k -> random.nextInt(3) / 2.0);
        FollowerPopulation population = new FollowerPopulation(SHAPE, PRIOR, rule, sweep);
        FollowerState state = new FollowerState(SHAPE, 1, true, true);
        state.reset(0, rule);
        FollowerPopulation.Scratch scratch = population.scratch();
        Slow slow = new Slow(rule, sweep, game);
        for (int k = 0; k < UPDATES; k++) {
            population.play(state, 0, game, 0, scratch, KEY);
            slow.update(population, k);
        }
        double[] strategy = new double[SHAPE.profiles() * SHAPE.joints()];
        for (Extraction extraction : Extraction.values()) {
            population.extract(state, 0, extraction, strategy, 0, scratch);
            assertArrayEquals(slow.extract(extraction), strategy, 1e-9, extraction.toString());
        }
        assertEquals(sweep == Sweep.BANDIT ? 0 : slow.largestRegret(), state.externalRegret(0), 1e-9);
    }

    // The public codes' two parameterisations of multiplicative weights are one rule: (1 + rate)^u is Hedge with step
    // ln(1 + rate).
    @Test
    void hedge_bothParameterisations_areTheSame() {
        double[] table = {1, 1, 1};
        Feedback view = new Feedback(new ResponseShape(1, 1, 3));
        System.arraycopy(new double[] {.2, .9, .5}, 0, view.utility, 0, 3);
        for (int k = 0; k < 100; k++) {
            new Hedge(.01).learn(table, new double[3], 0, 3, view);
        }
        double[] mixed = new double[3];
        new Hedge(.01).strategy(table, new double[3], 0, 3, mixed, 0);
        double[] expected = {Math.exp(100 * Math.log(1.01) * .2), Math.exp(100 * Math.log(1.01) * .9), 0};
        expected[2] = Math.exp(100 * Math.log(1.01) * .5);
        double total = Arrays.stream(expected).sum();
        Arrays.setAll(expected, a -> expected[a] / total);
        assertArrayEquals(expected, mixed, 1e-12);
    }

    // Invariant 33: one step of EXP3, and the bonus of UCB with T = 1e5 and delta = .1.
    @Test
    void bandits_oneStep_matchSpec() {
        Exp3 rule = new Exp3(.001, .01);
        double[] table = {0, 0};
        Feedback view = new Feedback(new ResponseShape(1, 1, 2));
        rule.strategy(table, table, 0, 2, view.mixed, 0);
        view.utility[0] = 1;
        rule.learn(table, new double[2], 0, 2, view);
        double[] mixed = new double[2];
        rule.strategy(table, table, 0, 2, mixed, 0);
        assertEquals(.5004950, mixed[0], 5e-8);
        assertEquals(5.256522, new Ucb(.1 / 1e5).index(0, 1), 1e-6);
    }

    /** The rules as the package page writes them, on plain nested arrays. */
    private static final class Slow {
        private final LearningRule rule;
        private final Sweep sweep;
        private final InducedGame game;
        private final double[][][] score = new double[2][2][3]; // [follower][type][action]
        private final double[][][] second = new double[2][2][3];
        private final double[][][] regret = new double[2][2][3];
        private final int[][] seen = new int[2][2];
        private final double[] play = new double[4 * 9];
        private int updates;

        Slow(LearningRule rule, Sweep sweep, InducedGame game) {
            this.rule = rule;
            this.sweep = sweep;
            this.game = game;
        }

        private double payoff(int follower, int profile, int first, int other) {
            return game.payoff()[(follower * 4 + profile) * 9 + first * 3 + other];
        }

        private double leader(int profile, int first, int other) {
            return game.leader()[profile * 9 + first * 3 + other];
        }

        private double[] mixed(int i, int type) {
            double[] own = score[i][type];
            double[] result = new double[3];
            if (rule instanceof Hedge) {
                double total = 0;
                for (double s : own) {
                    total += Math.pow(1 + RATE, s);
                }
                for (int a = 0; a < 3; a++) {
                    result[a] = Math.pow(1 + RATE, own[a]) / total;
                }
            } else if (rule instanceof RegretMatching) {
                double total = Arrays.stream(own).map(r -> Math.max(r, 0)).sum();
                for (int a = 0; a < 3; a++) {
                    result[a] = total > 0 ? Math.max(own[a], 0) / total : 1 / 3.0;
                }
            } else if (rule instanceof Exp3) {
                double total = Arrays.stream(own).map(Math::exp).sum();
                for (int a = 0; a < 3; a++) {
                    result[a] = (1 - ALPHA) * Math.exp(own[a]) / total + ALPHA / 3;
                }
            } else if (rule instanceof Ucb) {
                result[optimist(i, type)] = 1;
            } else {
                result[tied(i, type)] = 1;
            }
            return result;
        }

        private int optimist(int i, int type) {
            for (int a = 0; a < 3; a++) {
                if (second[i][type][a] == 0) {
                    return a;
                }
            }
            double[] index = new double[3];
            Arrays.setAll(
                    index,
                    a -> score[i][type][a] / second[i][type][a]
                            + Math.sqrt(2 * Math.log(1 / DELTA) / second[i][type][a]));
            return first(index);
        }

        private static int first(double[] numbers) {
            int best = 0;
            for (int a = 1; a < numbers.length; a++) {
                best = numbers[a] > numbers[best] ? a : best;
            }
            return best;
        }

        /** The tie rule by sorting: best payoff, then the leader's wish, then the index. */
        private int tied(int i, int type) {
            TieRule ties = rule instanceof BestResponse best ? best.ties() : ((FictitiousPlay) rule).ties();
            double top = Arrays.stream(score[i][type]).max().orElseThrow();
            List<Integer> good = java.util.stream.IntStream.range(0, 3)
                    .filter(a -> score[i][type][a] > top - 1e-9)
                    .boxed()
                    .toList();
            java.util.Comparator<Integer> byLeader = java.util.Comparator.comparingDouble(a -> second[i][type][a]);
            return switch (ties) {
                case FIRST -> good.get(0);
                case LAST -> good.get(good.size() - 1);
                case FOR_LEADER ->
                    good.stream().min(byLeader.reversed().thenComparing(a -> a)).orElseThrow();
                case AGAINST_LEADER ->
                    good.stream().min(byLeader.thenComparing(a -> a)).orElseThrow();
            };
        }

        void update(FollowerPopulation population, int k) {
            int profile = population.drawProfile(KEY, k);
            int[] type = {profile / 2, profile % 2};
            double[][] mixed = {mixed(0, type[0]), mixed(1, type[1])};
            int[] drawn = new int[2];
            for (int i = 0; i < 2; i++) {
                double mark = population.referenceDraw(KEY, k, i);
                drawn[i] = mark < mixed[i][0] ? 0 : mark < mixed[i][0] + mixed[i][1] ? 1 : 2;
            }
            addPlay();
            for (int i = 0; i < 2; i++) {
                double[] utility = new double[3];
                double[] wish = new double[3];
                for (int a = 0; a < 3; a++) {
                    for (int b = 0; b < 3; b++) {
                        double weight = sweep == Sweep.EXACT ? mixed[1 - i][b] : b == drawn[1 - i] ? 1 : 0;
                        int row = i == 0 ? a : b;
                        int column = i == 0 ? b : a;
                        utility[a] += weight * payoff(i, profile, row, column);
                        wish[a] += weight * leader(profile, row, column);
                    }
                }
                learn(i, type[i], utility, wish, mixed[i], drawn[i]);
            }
            updates++;
        }

        private void learn(int i, int type, double[] utility, double[] wish, double[] mixed, int played) {
            double own = 0;
            for (int a = 0; a < 3; a++) {
                own += mixed[a] * utility[a];
            }
            seen[i][type]++;
            for (int a = 0; a < 3; a++) {
                regret[i][type][a] += utility[a] - own;
                if (rule instanceof Hedge || rule instanceof FictitiousPlay) {
                    score[i][type][a] += utility[a];
                    second[i][type][a] += wish[a];
                } else if (rule instanceof RegretMatching) {
                    score[i][type][a] += utility[a] - own;
                } else if (rule instanceof BestResponse) {
                    score[i][type][a] = utility[a];
                    second[i][type][a] = wish[a];
                }
            }
            if (rule instanceof Exp3) {
                score[i][type][played] += RATE * utility[played] / mixed[played];
            } else if (rule instanceof Ucb) {
                score[i][type][played] += utility[played];
                second[i][type][played]++;
            }
        }

        private void addPlay() {
            double[] now = extract(Extraction.LAST_MIXED);
            Arrays.setAll(play, k -> play[k] + now[k]);
        }

        double[] extract(Extraction extraction) {
            double[] all = new double[4 * 9];
            for (int profile = 0; profile < 4; profile++) {
                for (int joint = 0; joint < 9; joint++) {
                    all[profile * 9 + joint] = extraction == Extraction.ARGMAX
                            ? (joint / 3 == favourite(0, profile / 2) && joint % 3 == favourite(1, profile % 2) ? 1 : 0)
                            : mixed(0, profile / 2)[joint / 3] * mixed(1, profile % 2)[joint % 3];
                }
            }
            if (extraction == Extraction.AVERAGE) {
                Arrays.setAll(all, k -> play[k] / updates);
            }
            return all;
        }

        private int favourite(int i, int type) {
            if (rule instanceof FictitiousPlay || rule instanceof BestResponse) {
                return tied(i, type);
            }
            double[] numbers = score[i][type].clone();
            if (rule instanceof Ucb) {
                Arrays.setAll(numbers, a -> second[i][type][a] == 0 ? -1 : numbers[a] / second[i][type][a]);
            }
            return first(numbers);
        }

        double largestRegret() {
            double worst = 0;
            for (int i = 0; i < 2; i++) {
                for (int t = 0; t < 2; t++) {
                    for (int a = 0; a < 3; a++) {
                        worst = Math.max(worst, regret[i][t][a] / seen[i][t]);
                    }
                }
            }
            return worst;
        }
    }
}
