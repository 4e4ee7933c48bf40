package walras.env.stackelberg.bayesian;

import walras.env.GroupTensors;
import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.Rows;
import walras.env.stackelberg.response.TieRule;

/** Followers that answer best to the commitment they see, in the leader's favour where they are indifferent. */
final class BestReplies implements Policy {
    private final BayesianGame game;
    private final int first;
    private final int agents;
    private final double[] commitment; // [B, F, M, R]
    private final int[] type; // [B, F, 1]
    private final int[] message; // [B, F]
    private final int[] answer; // [B, F]
    private final double[] leader; // [B, M, C] scratch of a row
    private final double[] follower; // [B, M, C] scratch of a row
    private final double[] tolerance; // [F * T]

    BestReplies(PolicyContext context, BayesianGame game) {
        this.game = game;
        this.first = context.firstAgent();
        this.agents = context.agents();
        GroupTensors own = context.groupTensors();
        commitment = own.observation("commitment").f64();
        type = own.observation("type").i32();
        message = own.action("message").i32();
        answer = own.action("answer").i32();
        int choices = game.messages() * game.answers();
        leader = new double[context.tensors().rows() * choices];
        follower = new double[context.tensors().rows() * choices];
        tolerance = new double[game.all()];
        for (int k = 0; k < tolerance.length; k++) {
            tolerance[k] = TieRule.tolerance(game.games()[k].follower());
        }
    }

    @Override
    public void act(Rows rows) {
        for (int row = rows.next(rows.from()); row < rows.to(); row = rows.next(row + 1)) {
            for (int agent = first; agent < first + agents; agent++) {
                reply(row, agent);
            }
        }
    }

    private void reply(int row, int agent) {
        int at = row * game.followers() + agent;
        int kind = agent * game.types() + type[at];
        int choices = game.messages() * game.answers();
        for (int k = 0; k < choices; k++) {
            int from = (at * game.messages() + k / game.answers()) * game.rows();
            leader[row * choices + k] = game.leader(kind, commitment, from, k % game.answers());
            follower[row * choices + k] = game.follower(kind, commitment, from, k % game.answers());
        }
        int best = TieRule.FOR_LEADER.best(follower, row * choices, leader, row * choices, choices, tolerance[kind]);
        message[at] = best / game.answers();
        answer[at] = best % game.answers();
    }
}
