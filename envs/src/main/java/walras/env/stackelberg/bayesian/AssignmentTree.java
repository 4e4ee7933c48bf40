package walras.env.stackelberg.bayesian;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.env.stackelberg.linear.Fraction;
import walras.env.stackelberg.linear.LinearOptimum;
import walras.env.stackelberg.linear.ProgramCertificate;

/**
 * Branch and bound over types: the best assignment of choices. A type that has not been assigned pays the leader at most what it would
 * pay alone, which together with the program of those that have is the bound. Every bound is proved by the multipliers of its program.
 */
final class AssignmentTree {
    private static final int MOST_PROGRAMS = 20_000;

    private final AssignmentPrograms programs;
    private final boolean weak;
    private final Fraction[] rest; // [K + 1], what the types from here on can pay at most
    private final int[] choice; // [K], of the node
    private int solved;
    private boolean proved = true;
    private @Nullable Fraction open; // largest bound of what was left unexplored
    private @Nullable Best best;

    /** An assignment {@code [K]}, the messages it uses and its program. */
    @SuppressWarnings("ArrayRecordComponent")
    record Best(int[] choice, int used, AssignmentPrograms.Solved solved) {}

    /** @param weak whether only assignments count that all types strictly prefer */
    AssignmentTree(AssignmentPrograms programs, boolean weak) {
        this.programs = programs;
        this.weak = weak;
        int types = programs.types();
        choice = new int[types];
        rest = new Fraction[types + 1];
        rest[types] = AssignmentPrograms.NOTHING;
        for (int k = types - 1; k >= 0; k--) {
            rest[k] = rest[k + 1].plus(programs.alone(k));
        }
        search(0, 0, rest[0]);
    }

    AssignmentPrograms programs() {
        return programs;
    }

    /** What the types would pay together if the leader saw which it faces. */
    Fraction revealed() {
        return rest[0];
    }

    Best best() {
        if (best == null) {
            throw Problem.limit(
                    "Bayesian commitment, solved exactly",
                    "an assignment within " + MOST_PROGRAMS + " programs",
                    solved);
        }
        return best;
    }

    /** Whether every bound that the search relied on is proved by its multipliers. */
    boolean proved() {
        return proved;
    }

    /** How much more the leader could earn by what was left unexplored; 0 where everything was covered. */
    double gap() {
        Fraction found = best().solved().value();
        return open == null || open.compareTo(found) <= 0 ? 0 : programs.real(open) - programs.real(found);
    }

    private record Child(int choice, Fraction bound) {}

    private void search(int depth, int used, Fraction bound) {
        if (solved >= MOST_PROGRAMS) {
            open = open == null || bound.compareTo(open) > 0 ? bound : open;
            return;
        }
        List<Child> children = new ArrayList<>();
        for (int c = 0; c < programs.choices(Math.min(used + 1, programs.messages())); c++) {
            choice[depth] = c;
            int messages = Math.max(used, programs.message(c) + 1);
            AssignmentPrograms.Solved node = solve(depth, messages);
            if (node.optimum().ending() == LinearOptimum.Ending.OPTIMAL && improves(node.value(), depth)) {
                if (depth + 1 < choice.length) {
                    children.add(new Child(c, node.value().plus(rest[depth + 1])));
                } else if (!weak || programs.reachable(choice, messages).compareTo(AssignmentPrograms.NOTHING) > 0) {
                    best = new Best(choice.clone(), messages, node);
                }
            }
        }
        children.sort(Comparator.comparing(Child::bound).reversed());
        for (Child child : children) {
            if (best == null || child.bound().compareTo(best.solved().value()) > 0) {
                choice[depth] = child.choice();
                search(depth + 1, Math.max(used, programs.message(child.choice()) + 1), child.bound());
            }
        }
    }

    private AssignmentPrograms.Solved solve(int depth, int messages) {
        Fraction enough = best == null ? null : best.solved().value().minus(rest[depth + 1]);
        AssignmentPrograms.Solved node = programs.solve(choice, 0, depth + 1, messages, enough, weak);
        solved++;
        proved &= ProgramCertificate.bounded(node.program(), node.optimum());
        return node;
    }

    private boolean improves(Fraction value, int depth) {
        return best == null
                || value.plus(rest[depth + 1]).compareTo(best.solved().value()) > 0;
    }
}
