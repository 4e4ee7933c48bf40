# Prints the exact optimum of an environment, and how far built-in policies are from it.
library(walras)

# Plays 20 steps of 256 rows on the server.
mean_regret <- function(client, policy) {
  session <- walras_session(client, "auction/chain-v0", num_envs = 256, seed = 7, metrics = "regret")
  on.exit(walras_close(session))
  walras_reset(session)
  mean(sapply(walras_rollout(session, 20, policy = policy), function(turn) turn$metrics$regret))
}

client <- walras_connect()
q_star <- walras_solve(client, "auction/chain-v0", list(discount = 0.99))$tables$q_star
words <- sub("0+$", "", sprintf("%.4f", q_star))
words <- array(formatC(words, width = -max(nchar(words))), dim(q_star))
cat("Q*, [state, primitive]:\n[[", paste(apply(words, 1, paste, collapse = " "), collapse = "]\n ["), "]]\n", sep = "")
for (policy in c("truthful", "random")) {
  cat(sprintf("%s bidders lose %.5f per step\n", policy, mean_regret(client, policy)))
}
