# This client's driver for ./walras conformance --http: it does what a line of JSON says, and answers with a line. There is
# no stream, so `send` keeps the act and `receive` sends it.
library(walras)
to_json <- walras:::to_json
`%||%` <- walras:::`%||%`

opened <- list()
sent <- list()
snapshots <- list()

numbers <- function(values) as.numeric(unlist(values))

tensors <- function(seats) {
  lapply(seats, function(all) lapply(all, function(tensor) {
    values <- unlist(tensor$values)
    shape <- unlist(tensor$shape)
    if (tensor$dtype == "int64") values <- as.character(values)
    if (length(shape) < 2) values else aperm(array(values, rev(shape)))
  }))
}

# A tensor as the cases have it: its element type, which R does not know of its values, comes from the layout.
tensor <- function(values, dtype) {
  shape <- dim(values) %||% length(values)
  list(dtype = tolower(dtype), shape = I(shape), values = flat(values))
}

flat <- function(values) {
  if (is.null(values)) {
    return(list())
  }
  values <- if (is.null(dim(values))) values else as.vector(aperm(values))
  if (is.logical(values)) I(as.integer(values)) else I(values)
}

named <- function(values) if (length(values) == 0) structure(list(), names = character()) else values

dtypes <- function(of, kind, key) {
  for (seat in of$seats) {
    layout <- if (kind == "ACTION") seat$action else seat$observation
    fields <- Filter(function(field) field$kind == kind, layout$fields)
    if (is.null(key) || seat$key == key) {
      return(stats::setNames(lapply(fields, `[[`, "dtype"), vapply(fields, `[[`, "", "name")))
    }
  }
}

by_seat <- function(of, all, kind) {
  named(sapply(names(all), function(key) {
    types <- dtypes(of, kind, key)
    sapply(names(all[[key]]), function(name) tensor(all[[key]][[name]], types[[name]]), simplify = FALSE)
  }, simplify = FALSE))
}

turn <- function(of, seen) {
  privileged <- function(all) {
    types <- dtypes(of, "PRIVILEGED", NULL)
    named(sapply(names(all), function(name) tensor(all[[name]], types[[name]]), simplify = FALSE))
  }
  said <- list(
    step = seen$step, cause = seen$cause, obs = by_seat(of, seen$obs, "OBSERVATION"), reward = named(lapply(seen$reward, flat)),
    active = named(lapply(seen$active, flat)), action_mask = named(lapply(seen$action_mask, flat)),
    terminated = flat(seen$terminated), truncated = flat(seen$truncated), metrics = named(lapply(seen$metrics, flat)),
    privileged = privileged(seen$privileged), final_rows = I(seen$final_rows - 1), final_obs = by_seat(of, seen$final_obs, "OBSERVATION"),
    final_action_mask = named(lapply(seen$final_action_mask, flat)), final_privileged = privileged(seen$final_privileged),
    late = I(seen$late)
  )
  if (is.null(seen$actions)) said else c(said, list(actions = by_seat(of, seen$actions, "ACTION")))
}

keep <- function(command, value) {
  opened[[command$as]] <<- value
  if (inherits(value, "walras_client")) named(list()) else list(seats = I(vapply(value$seats, `[[`, "", "key")))
}

connecting <- function(command) list(token = command$token %||% "", ca = command$ca, timeout = 20, reconnect = 1)

act <- function(command) {
  of <- opened[[command$of %||% "nothing"]]
  shard <- command$shard %||% 0
  switch(command$do,
    connect = keep(command, do.call(walras_connect, c(list(command$address), connecting(command)))),
    session = keep(command, walras_session(of, command$environment,
      num_envs = command$num_envs %||% 1, seed = command$seed, row_seeds = numbers(command$row_seeds), options = command$options,
      autoreset = command$autoreset %||% "next_step", seats = unlist(command$seats), privileged = isTRUE(command$privileged),
      metrics = unlist(command$metrics), shards = command$shards %||% 1)),
    join = keep(command, do.call(walras_join, c(list(command$address), connecting(command)))),
    reset = turn(of, walras_reset(of, unlist(command$mask), command$seed, numbers(command$row_seeds), command$options, shard)),
    step = turn(of, walras_step(of, tensors(command$actions), shard)),
    send = {
      sent[[paste(command$of, shard)]] <<- tensors(command$actions)
      named(list())
    },
    receive = turn(of, walras_step(of, sent[[paste(command$of, shard)]], shard)),
    wait = turn(of, walras_wait(of, shard)),
    rollout = list(turns = lapply(
      walras_rollout(of, command$steps, seed = command$seed, chunk_steps = command$chunk_steps %||% 0, fields = unlist(command$fields) %||% character(), shard = shard),
      function(seen) turn(of, seen))),
    snapshot = {
      snapshots[[command$as]] <<- walras_snapshot(of)
      named(list())
    },
    restore = turn(of, walras_restore(of, snapshots[[command$from]])[[1]]),
    close = {
      walras_close(of)
      named(list())
    },
    end = {
      finish()
      named(list())
    },
    stop("unknown: ", command$do)
  )
}

# Closes what is open, the newest first; its server may have ended.
finish <- function() {
  for (each in rev(opened)) {
    if (inherits(each, "walras_participant")) try(walras_close(each), silent = TRUE)
  }
  opened <<- list()
}

lines <- file("stdin", "r")
while (length(line <- readLines(lines, 1)) > 0) {
  command <- jsonlite::fromJSON(line, simplifyVector = FALSE, bigint_as_char = TRUE)
  answer <- tryCatch(list(ok = act(command)), walras_error = function(error) {
    list(error = list(code = error$code, reason = error$reason, message = conditionMessage(error)))
  })
  cat(to_json(answer), "\n", sep = "")
}
finish()
