package walras.env.stackelberg.engine;

/**
 * How base games make an episode.
 *
 * @param updates updates of the followers in a response phase
 * @param rewardGames sub-games of a sampled reward phase
 * @param exact whether the reward phase plays every type profile and joint action once, weighted, instead
 * @param frozen what the followers play in the reward phase
 * @param hold whether the first answer at an information set stands for the rest of the phase pair
 * @param phaseVisible ablation: the leader sees the phase
 * @param responseRewards ablation: the leader is paid in the response phase too, each sub-game over the number of reward games
 * @param responseLearned whether response transitions are for the learner
 * @param cycles response and reward phases per episode; followers forget at the episode's start only
 */
public record EpisodeRules(
        int updates,
        int rewardGames,
        boolean exact,
        FrozenPlay frozen,
        boolean hold,
        boolean phaseVisible,
        boolean responseRewards,
        boolean responseLearned,
        int cycles) {}
