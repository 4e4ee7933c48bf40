# What the conformance cases do not show. Needs a server, ./walras serve, whose HTTP port WALRAS_HTTP names.
if (!nzchar(Sys.getenv("WALRAS_HTTP"))) {
  message("skipped: WALRAS_HTTP names no server")
  quit()
}
library(walras)

client <- walras_connect()
all <- walras_environments(client, "auction/")
stopifnot("auction/chain-v0" %in% all$id, all(nzchar(all$summary)))
stopifnot(walras_environment(client, "auction/chain-v0")$id == "auction/chain-v0")
solution <- walras_solve(client, "auction/chain-v0", list(discount = 0.9))
stopifnot(solution$options$discount == 0.9, identical(dim(solution$tables$q_star), c(6L, 2L)))
stopifnot(identical(attr(solution$tables$q_star, "dims"), c("state", "primitive")))

# An option that is an array goes there row by row, and every bit of it.
session <- walras_session(client, "auction/chain-v0", num_envs = 2, seed = 7, config = list(keep = "60s", deadline = list(stepTime = "5s")))
stopifnot(session$session$config$keep == "60s", session$session$config$deadline$stepTime == "5s")
first <- walras_reset(session)
for (step in 1:3) turn <- walras_step(session, list(bidders = 0.5))
stopifnot(turn$step == 3, identical(dim(turn$reward$bidders), c(2L, 4L)), is.logical(turn$active$bidders))

# A refused step moves nothing.
error <- tryCatch(walras_step(session, list(bidders = -5)), walras_error = identity)
stopifnot(error$code == "INVALID_ARGUMENT", error$reason == "BAD_ACTION", nzchar(error$where), error$status == 400)
error <- tryCatch(walras_step(session, list(bidder = 1)), walras_error = identity)
stopifnot(error$reason == "BAD_ACTION", grepl("bidders", error$expected))
stopifnot(walras_step(session, list(bidders = 0.5))$step == 4)

# A rollout goes on from there, and by policies of seats.
turns <- walras_rollout(session, 5, policy = list(bidders = "truthful"), fields = c("reward", "actions.bid"))
stopifnot(length(turns) == 5, turns[[5]]$step == 9, length(turns[[1]]$obs) == 0, identical(dim(turns[[1]]$actions$bidders$bid), c(2L, 4L)))
error <- tryCatch(walras_rollout(session, 5, policy = "truthfull"), walras_error = identity)
stopifnot(error$reason == "UNKNOWN_POLICY", error$nearest == "truthful")
stopifnot(walras_step(session, list(bidders = 0.5))$step == 10)
walras_close(session)
error <- tryCatch(walras_step(session, list(bidders = 0.5)), walras_error = identity)
stopifnot(error$reason %in% c("SESSION_CLOSED", "UNKNOWN_SESSION"))

# Who joins knows its seats, and gets the present turn.
host <- walras_host(client, "auction/chain-v0", options = list(copies = 1), seats = c("bidders/1", truthful = "bidders/0"))
invisible(walras_reset(host))
seat <- walras_join(walras_address(host))
stopifnot(length(seat$seats) == 1, seat$seats[[1]]$label == "bidders/1", walras_wait(seat)$step == 0)
stopifnot(walras_step(seat, list(bidders = 0.5))$step == 1)
error <- tryCatch(walras_wait(seat, timeout = 0), walras_error = identity)
stopifnot(error$code == "DEADLINE_EXCEEDED")
walras_close(host)
