package walras.env.stackelberg.response;

/** How the followers query the leader for one update. */
public enum Sweep {
    /** All joint actions are played; payoffs are expectations against the current mixed strategies. */
    EXACT,
    /** One reference profile is drawn; each follower's actions are tried one by one against it. */
    SAMPLED,
    /** One joint action is drawn and played; each follower sees its own payoff only. */
    BANDIT;

    /** Sub-games of one update. */
    public int queries(ResponseShape shape) {
        return switch (this) {
            case EXACT -> shape.joints();
            case SAMPLED -> shape.followers() * shape.actions();
            case BANDIT -> 1;
        };
    }

    /** Joint action of one sub-game of an update, given the update's reference profile. */
    public int joint(ResponseShape shape, int query, int reference) {
        return switch (this) {
            case EXACT -> query;
            case SAMPLED -> shape.deviate(reference, query / shape.actions(), query % shape.actions());
            case BANDIT -> reference;
        };
    }
}
