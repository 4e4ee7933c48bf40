# One session and two participants: each has an address, and a step happens when both have acted.
library(walras)

# One participant, in a process of its own.
bid <- function(address, amount) {
  library(walras)
  seat <- walras_join(address)
  turn <- walras_wait(seat)
  while (!any(turn$terminated | turn$truncated)) {
    turn <- walras_step(seat, list(bidders = amount))
  }
  sprintf("%s bid %s and earned %.3f in its last step\n", seat$seats[[1]]$label, amount, turn$reward$bidders)
}

client <- walras_connect()
host <- walras_host(client, "auction/chain-v0", seed = 7, options = list(copies = 1), seats = c("bidders/0", "bidders/1"))
invisible(walras_reset(host))
addresses <- lapply(names(host$tickets), function(label) walras_address(host, label))
cluster <- parallel::makePSOCKcluster(2)
cat(unlist(parallel::clusterMap(cluster, bid, addresses, c(0.2, 0.4))), sep = "")
parallel::stopCluster(cluster)
walras_close(host)
