# Makes a session, steps a batch, and reads what comes back.
library(walras)

client <- walras_connect()
session <- walras_session(client, "auction/chain-v0", num_envs = 1024, seed = 7, metrics = "price")
turn <- walras_reset(session)
set.seed(7)
for (step in 1:100) {
  bids <- array(runif(1024 * 4), c(1024, 4)) # [B, n]
  turn <- walras_step(session, list(bidders = bids))
}
states <- dim(turn$obs$bidders$state)
ended <- sum(turn$terminated | turn$truncated)
cat(sprintf("turn %d: states (%s), mean price %.3f, %d rows ended\n", turn$step, toString(states), mean(turn$metrics$price), ended))
walras_close(session)
