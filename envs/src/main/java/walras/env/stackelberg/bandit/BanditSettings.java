package walras.env.stackelberg.bandit;

import org.jspecify.annotations.Nullable;

/**
 * What the options say.
 *
 * @param follower who replies inside the environment; null where the follower has a seat
 * @param noisy Bernoulli rewards, or the means themselves
 * @param side whether the follower sees the leader's rewards
 * @param horizon rounds of an episode
 */
record BanditSettings(
        BanditGame game,
        BanditDuel.@Nullable Follower follower,
        boolean noisy,
        boolean side,
        int horizon,
        BanditDuel.Constants constants) {
    boolean seated() {
        return follower == null;
    }
}
