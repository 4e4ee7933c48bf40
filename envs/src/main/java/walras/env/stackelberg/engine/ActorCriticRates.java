package walras.env.stackelberg.engine;

/**
 * Settings of {@link ActorCriticLeader}.
 *
 * @param actor step of the logits
 * @param critic step of the normalised least-mean-squares critic, at most 1 for stability
 * @param entropy weight of the entropy bonus
 * @param trainEpisodes episodes of learning before the favourites are played
 */
record ActorCriticRates(double actor, double critic, double entropy, long trainEpisodes) {}
