# Makes a session, steps a batch, and reads what comes back.
library(walras)

client <- walras_connect()
session <- walras_session(client, "auction/chain-v0", num_envs = 1024, seed = 7, metrics = "price")
turn <- walras_reset(session)
for (step in 0:99) {
  bids <- matrix(((7 * step + 3 * (0:4095)) %% 11) / 10, 1024, 4, byrow = TRUE) # [B, n]
  turn <- walras_step(session, list(bidders = bids))
}
states <- dim(turn$obs$bidders$state)
ended <- sum(turn$terminated | turn$truncated)
cat(sprintf("turn %d: states (%s), mean price %.3f, %d rows ended\n", turn$step, toString(states), mean(turn$metrics$price), ended))
walras_close(session)
