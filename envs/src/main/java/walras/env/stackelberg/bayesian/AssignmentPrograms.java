package walras.env.stackelberg.bayesian;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.env.stackelberg.linear.ExactSimplex;
import walras.env.stackelberg.linear.Fraction;
import walras.env.stackelberg.linear.LinearOptimum;
import walras.env.stackelberg.linear.LinearProgram;
import walras.env.stackelberg.linear.Ratios;
import walras.env.stackelberg.matrix.MatrixGame;
import walras.env.stackelberg.matrix.TiedPayoffs;

/**
 * One linear program per assignment of a message and an answer to each type: the mixtures {@code x[m]} of the messages in use that pay
 * the leader most among those under which no type prefers another message and answer to its own.
 *
 * <p>Of each mixture one action, the leader's favourite there, takes what the others leave, so that no factor of the objective is
 * positive. Types of chance 0 are left out. Each player's payoffs are integers of a scale of their own.
 *
 * <p>A choice is {@code message * answers + answer}.
 */
final class AssignmentPrograms {
    static final Fraction NOTHING = new Fraction(BigInteger.ZERO, BigInteger.ONE);
    private static final int MOST_ENTRIES = 1 << 14; // dense programs of this size take a minute
    private static final int PREFERENCE_BITS = 40; // a preference of less than 2^-40 of the range is none

    private final BayesianGame game;
    private final int[] types; // [K], those of positive chance
    private final int messages;
    private final BigInteger[] weight; // [K], chances over one number
    private final Ratios leader; // [K, R, C]
    private final Ratios[] follower; // [K]

    AssignmentPrograms(BayesianGame game) {
        this.game = game;
        types = IntStream.range(0, game.all()).filter(k -> game.prior()[k] > 0).toArray();
        messages = Math.min(game.messages(), types.length);
        long entries = (long) types.length * (messages * game.answers() - 1) * messages * (game.rows() - 1);
        if (entries > MOST_ENTRIES) {
            throw Problem.limit(
                    "Bayesian commitment, solved exactly",
                    "at most " + MOST_ENTRIES
                            + " numbers in a program, types * (messages * answers - 1) * messages * (actions - 1)",
                    entries);
        }
        weight = weights();
        double[] payoffs = Arrays.stream(types)
                .mapToObj(k -> game.games()[k].leader())
                .flatMapToDouble(Arrays::stream)
                .toArray(); // [K, R, C]
        MatrixGame all =
                new MatrixGame(game.rows() * types.length, game.answers(), payoffs, new double[payoffs.length]);
        leader = Ratios.of(TiedPayoffs.of(all).leader());
        follower = Arrays.stream(types)
                .mapToObj(k -> Ratios.of(TiedPayoffs.of(game.games()[k]).follower()))
                .toArray(Ratios[]::new);
    }

    private BigInteger[] weights() { // [K]
        Fraction[] chances =
                Arrays.stream(types).mapToObj(k -> Fraction.of(game.prior()[k])).toArray(Fraction[]::new);
        BigInteger common = Arrays.stream(chances).map(Fraction::under).reduce(BigInteger.ONE, BigInteger::max);
        return Arrays.stream(chances) // denominators are powers of ten
                .map(chance -> chance.over().multiply(common.divide(chance.under())))
                .toArray(BigInteger[]::new);
    }

    /** Types of positive chance. */
    int types() {
        return types.length;
    }

    /** The number of such a type among all. */
    int type(int k) {
        return types[k];
    }

    /** Messages worth having: no more than there are types. */
    int messages() {
        return messages;
    }

    int choices(int used) {
        return used * game.answers();
    }

    int message(int choice) {
        return choice / game.answers();
    }

    private BigInteger leader(int k, int row, int answer) {
        return leader.integers()[(k * game.rows() + row) * game.answers() + answer];
    }

    private BigInteger follower(int k, int row, int answer) {
        return follower[k].integers()[row * game.answers() + answer];
    }

    /** The optimum of a program, with what its objective leaves out and the actions that are left out of its variables. */
    @SuppressWarnings("ArrayRecordComponent")
    record Solved(LinearProgram program, LinearOptimum optimum, BigInteger base, int[] favourites) {
        /** What the types pay together, in the leader's integers times chances; a bound where the search was cut off. */
        Fraction value() {
            return optimum.exact(optimum.value()).plus(base);
        }
    }

    /**
     * Solves for the choices of some types; the others are free to do anything.
     *
     * @param choice {@code [K]}, of which those from {@code from} to {@code to} are read
     * @param used messages in use, all of them below this
     * @param enough the search may stop at this value of the types together; the largest value of any is no bound
     * @param weak whether answers that a type cannot tell apart are the leader's worst of them
     */
    Solved solve(int[] choice, int from, int to, int used, @Nullable Fraction enough, boolean weak) {
        BigInteger[][] objective = objective(choice, from, to, used); // [m, r]
        int[] favourites =
                Arrays.stream(objective).mapToInt(AssignmentPrograms::largest).toArray(); // [m]
        BigInteger base = BigInteger.ZERO;
        for (int m = 0; m < used; m++) {
            base = base.add(objective[m][favourites[m]]);
        }
        ProgramRows rows = constraints(choice, from, to, used, favourites, weak, NOTHING, false);
        LinearProgram program = rows.program(objective);
        Fraction left = enough == null ? null : enough.plus(base.negate());
        return new Solved(program, ExactSimplex.solve(program, left), base, favourites);
    }

    /** The most that a type alone can be made to pay, times its chance. */
    Fraction alone(int k) {
        int[] choice = new int[types.length]; // [K]
        Fraction best = null;
        for (int answer = 0; answer < game.answers(); answer++) {
            choice[k] = answer;
            Solved solved = solve(choice, k, k + 1, 1, best, false);
            boolean better = solved.optimum().ending() == LinearOptimum.Ending.OPTIMAL;
            best = better ? solved.value() : best;
        }
        return Objects.requireNonNull(best, "some answer is a best reply to something");
    }

    private static int largest(BigInteger[] numbers) {
        int largest = 0;
        for (int r = 1; r < numbers.length; r++) {
            largest = numbers[r].compareTo(numbers[largest]) > 0 ? r : largest;
        }
        return largest;
    }

    private BigInteger[][] objective(int[] choice, int from, int to, int used) { // [m, r]
        BigInteger[][] objective = ProgramRows.zeros(used, game.rows());
        for (int k = from; k < to; k++) {
            int message = message(choice[k]);
            for (int r = 0; r < game.rows(); r++) {
                BigInteger paid = weight[k].multiply(leader(k, r, choice[k] % game.answers()));
                objective[message][r] = objective[message][r].add(paid);
            }
        }
        return objective;
    }

    /** The rows that keep types at their choices, by a margin that is a share of their payoff range. */
    private ProgramRows constraints(
            int[] choice, int from, int to, int used, int[] favourites, boolean weak, Fraction margin, boolean slack) {
        ProgramRows rows = new ProgramRows(game.rows(), favourites, slack);
        for (int k = from; k < to; k++) {
            BigInteger range = BigInteger.valueOf((long) follower[k].count());
            for (int other = 0; other < choices(used); other++) {
                if (other != choice[k]) {
                    boolean same = weak && sameToType(k, choice[k], other);
                    rows.add(preference(k, choice[k], other, used, same), same ? NOTHING : margin, range, !same);
                }
            }
        }
        rows.close();
        return rows;
    }

    /** Whether two choices pay a type the same whatever the leader does. */
    private boolean sameToType(int k, int choice, int other) {
        int own = choice % game.answers();
        int theirs = other % game.answers();
        boolean together = message(choice) == message(other);
        return IntStream.range(0, game.rows())
                .allMatch(r -> follower(k, r, own).equals(follower(k, r, theirs))
                        && (together || follower(k, r, own).equals(follower(k, 0, own))));
    }

    /** How much more {@code other} pays a type than its choice; or where these are the same, how much less it pays the leader. */
    private BigInteger[][] preference(int k, int choice, int other, int used, boolean same) { // [m, r]
        BigInteger[][] more = ProgramRows.zeros(used, game.rows());
        for (int r = 0; r < game.rows(); r++) {
            int own = choice % game.answers();
            int theirs = other % game.answers();
            BigInteger gain = same ? leader(k, r, own) : follower(k, r, theirs);
            BigInteger loss = same ? leader(k, r, theirs) : follower(k, r, own);
            more[message(other)][r] = more[message(other)][r].add(gain);
            more[message(choice)][r] = more[message(choice)][r].subtract(loss);
        }
        return more;
    }

    /** The largest share of their payoff ranges by which all types can be made to prefer their choices, at most 1; 0 where none. */
    Fraction reachable(int[] choice, int used) {
        ProgramRows rows = constraints(choice, 0, types.length, used, new int[used], true, NOTHING, true);
        LinearOptimum optimum = ExactSimplex.solve(rows.slackProgram());
        Fraction share = optimum.ending() == LinearOptimum.Ending.OPTIMAL ? optimum.exact(optimum.value()) : NOTHING;
        Fraction least = new Fraction(BigInteger.ONE, BigInteger.TWO.pow(PREFERENCE_BITS));
        return share.compareTo(least) > 0 ? share : NOTHING;
    }

    /** The best mixtures {@code [M, R]} under which all types prefer their choices by a margin, or by half of what can be had. */
    double[] strict(int[] choice, int used, double margin) {
        Fraction half = reachable(choice, used).over(BigInteger.TWO);
        Fraction wanted = Fraction.of(margin);
        BigInteger[][] objective = objective(choice, 0, types.length, used);
        int[] favourites =
                Arrays.stream(objective).mapToInt(AssignmentPrograms::largest).toArray();
        Fraction least = half.compareTo(wanted) < 0 ? half : wanted;
        LinearProgram program = constraints(choice, 0, types.length, used, favourites, true, least, false)
                .program(objective);
        return mixtures(new Solved(program, ExactSimplex.solve(program), BigInteger.ZERO, favourites));
    }

    /** The mixtures {@code [M, R]} of a solution; messages without use copy the first. */
    double[] mixtures(Solved solved) {
        int rows = game.rows();
        LinearOptimum optimum = solved.optimum();
        double[] mixtures = new double[game.messages() * rows];
        for (int m = 0; m < game.messages(); m++) {
            int from = m < solved.favourites().length ? m : 0;
            int favourite = solved.favourites()[from];
            BigInteger left = optimum.denominator();
            for (int j = 0; j < rows - 1; j++) {
                BigInteger part = optimum.point()[from * (rows - 1) + j];
                mixtures[m * rows + (j < favourite ? j : j + 1)] =
                        optimum.exact(part).real();
                left = left.subtract(part);
            }
            mixtures[m * rows + favourite] = optimum.exact(left).real();
        }
        return mixtures;
    }

    /** A sum over types in the leader's payoffs. */
    double real(Fraction value) {
        BigInteger total = Arrays.stream(weight).reduce(BigInteger.ZERO, BigInteger::add);
        return game.followers() * (leader.low() + value.over(total).real() / leader.count() * leader.range());
    }
}
