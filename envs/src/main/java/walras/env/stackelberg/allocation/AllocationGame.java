package walras.env.stackelberg.allocation;

import java.util.Arrays;
import walras.env.stackelberg.engine.BaseGame;
import walras.env.stackelberg.response.ResponseShape;

/**
 * One message, one item; both players get 1 if the item's number is the type, else 0. An information set is a message.
 *
 * @param shape one follower, its types, and messages as its actions
 */
record AllocationGame(ResponseShape shape) implements BaseGame {
    AllocationGame(int types, int messages) {
        this(new ResponseShape(1, types, messages));
    }

    int types() {
        return shape.types();
    }

    int messages() {
        return shape.actions();
    }

    @Override
    public double[] prior() { // [P]
        double[] prior = new double[types()];
        Arrays.fill(prior, 1.0 / types());
        return prior;
    }

    @Override
    public int informationSets() {
        return messages();
    }

    @Override
    public int answerSize() {
        return 1;
    }

    @Override
    public int moves() {
        return 1;
    }

    /** One message leaves nothing to learn, but the published setting plays its response phase all the same. */
    @Override
    public boolean responds() {
        return true;
    }

    @Override
    public int first(int profile, int joint) {
        return joint;
    }

    @Override
    public int move(
            int set, int move, int profile, int joint, double[] answers, int at, double[] outcome, int outcomeAt) {
        double served = answers[at + set] == profile ? 1 : 0;
        outcome[outcomeAt] += served;
        outcome[outcomeAt + 1] += served;
        return OVER;
    }

    @Override
    public double lowest(int profile, int follower) {
        return 0;
    }

    @Override
    public double highest(int profile, int follower) {
        return 1;
    }
}
