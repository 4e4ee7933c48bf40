package walras.env.stackelberg.design;

import java.util.Arrays;
import java.util.List;
import walras.env.Solution;

/**
 * Which joint action to implement, and the smallest promises that make it dominant: at every joint action where a player plays its part
 * of the target, a bonus that covers what the player could gain by leaving it. A target that is a Nash equilibrium of the base game
 * is implemented for nothing.
 */
final class DesignOracle {
    private final DesignGame game;

    DesignOracle(DesignGame game) {
        this.game = game;
    }

    /** Smallest promises {@code [A, A, 2]} that make a joint action dominant, raw units. */
    double[] promises(int target) {
        int m = game.actions();
        double[] promise = new double[2 * m * m];
        for (int other = 0; other < m; other++) {
            int row = target / m * m + other;
            int column = other * m + target % m;
            for (int a = 0; a < m; a++) {
                promise[2 * row] = Math.max(promise[2 * row], game.base(a * m + other, 0) - game.base(row, 0));
                promise[2 * column + 1] =
                        Math.max(promise[2 * column + 1], game.base(other * m + a, 1) - game.base(column, 1));
            }
        }
        return promise;
    }

    /** The joint action of largest welfare that bonuses within the limit make dominant, the first on ties, or -1. */
    int target() {
        int best = -1;
        for (int j = 0; j < game.actions() * game.actions(); j++) {
            boolean possible = Arrays.stream(promises(j)).allMatch(b -> b <= game.bonusMax());
            if (possible && (best < 0 || game.welfare(j) > game.welfare(best) + 1e-12)) {
                best = j;
            }
        }
        return best;
    }

    /** Welfare of the target; of the worst joint action when nothing can be implemented. */
    double value() {
        int target = target();
        return target >= 0 ? game.welfare(target) : welfare().min().orElse(0);
    }

    private java.util.stream.DoubleStream welfare() {
        return java.util.stream.IntStream.range(0, game.actions() * game.actions())
                .mapToDouble(game::welfare);
    }

    /** Pure Nash equilibria of the base game as joint actions. */
    int[] nash() {
        int m = game.actions();
        return java.util.stream.IntStream.range(0, m * m)
                .filter(j -> {
                    double[] promise = promises(j);
                    return promise[2 * j] <= 0 && promise[2 * j + 1] <= 0;
                })
                .toArray();
    }

    Solution solve() {
        int m = game.actions();
        int target = target();
        double[] nash = Arrays.stream(nash())
                .flatMap(j -> java.util.stream.IntStream.of(j / m, j % m))
                .asDoubleStream()
                .toArray();
        double[] promise = target >= 0 ? promises(target) : new double[2 * m * m];
        Solution answer = Solution.builder()
                .table(
                        "welfare",
                        List.of("row", "column"),
                        List.of(m, m),
                        welfare().toArray())
                .scalar("leader_value", value())
                .scalar("target_row", target < 0 ? -1 : target / m)
                .scalar("target_column", target < 0 ? -1 : target % m)
                .table("promise", List.of("row", "column", "player"), List.of(m, m, 2), promise)
                .table("nash", List.of("equilibrium", "player"), List.of(nash.length / 2, 2), nash)
                .build();
        DesignCertificate certificate = DesignCertificate.of(game, answer);
        return answer.extended()
                .certify("implementable", target >= 0 ? 1 : 0)
                .certify("dominance_gain", certificate.gain())
                .certify("promise_excess", certificate.excess())
                .certify("promise_slack", certificate.slack())
                .certify("value_residual", certificate.value())
                .certify("target_gap", certificate.better())
                .certify("nash_residual", certificate.nash())
                .verified(certificate.verified())
                .build();
    }
}
