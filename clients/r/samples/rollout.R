# Plays many steps on the server with a policy that is sent as data, and reads the whole trajectory.
library(walras)

client <- walras_connect()
session <- walras_session(client, "auction/chain-v0", num_envs = 256, seed = 7, metrics = "environment_reward")
invisible(walras_reset(session))
# One bid per state: half of what winning in it is worth.
bids <- walras_solve(client, "auction/chain-v0")$tables$v_star / 2
turns <- walras_rollout(session, 128, policy = list(table = matrix(bids, ncol = 1), noise_std = 0.05))
played <- sapply(turns, function(turn) turn$actions$bidders$bid, simplify = "array") # [B, n, K]
found <- sapply(turns, function(turn) turn$metrics$environment_reward) # [B, K]
cat(sprintf("bids (%s), mean %.3f; reward per step %.4f\n", toString(dim(played)[c(3, 1, 2)]), mean(played), mean(found)))
walras_close(session)
