# A participant is an environment: what changes in it, changes for everybody who has it.
participant <- function(client, session, access, indices, class) {
  shards <- session$config$shards %||% 1
  made <- new.env(parent = emptyenv())
  made$client <- client
  made$id <- session$id
  made$session <- session
  made$access <- access
  made$seats <- held_seats(session, indices)
  made$step <- as.numeric(unlist(session$lastSteps) %||% rep(-1, shards))
  made$last <- vector("list", shards)
  structure(made, class = c(class, "walras_participant"))
}

print.walras_participant <- function(x, ...) {
  keys <- vapply(x$seats, `[[`, "", "key")
  cat("<", x$session$config$environment, ", ", x$session$config$numEnvs, " rows, seats ", toString(keys), ">\n", sep = "")
  invisible(x)
}

walras_session <- function(client, environment, ...) {
  made <- create(client, environment, ...)
  tickets <- lapply(made$tickets, `[[`, "ticket")
  access <- list(sessionId = made$session$id, hostToken = made$hostToken, tickets = tickets)
  indices <- vapply(made$tickets, function(each) each$seat %||% 0, 0)
  participant(client, made$session, access, indices, "walras_session")
}

walras_host <- function(client, environment, ...) {
  made <- create(client, environment, ...)
  labels <- vapply(made$tickets, function(each) label_of(made$session$seats[[(each$seat %||% 0) + 1]]), "")
  access <- list(sessionId = made$session$id, hostToken = made$hostToken)
  host <- participant(client, made$session, access, integer(), "walras_session")
  host$tickets <- stats::setNames(vapply(made$tickets, `[[`, "", "ticket"), labels)
  host
}

create <- function(client, environment, num_envs = 1, seed = NULL, row_seeds = NULL, options = list(), autoreset = "next_step",
                   seats = NULL, privileged = FALSE, metrics = character(), shards = 1, config = list()) {
  asked <- list(
    environment = environment, numEnvs = num_envs, options = object(options), metrics = I(as.character(metrics)), shards = shards,
    autoresetMode = paste0("AUTORESET_MODE_", toupper(autoreset)), seats = seat_configs(seats, privileged)
  )
  asked$seed <- whole(seed)
  asked$rowSeeds <- if (length(row_seeds) > 0) I(whole(row_seeds))
  call_server(client, "SessionService", "CreateSession", list(config = utils::modifyList(asked, config)))
}

# Whole numbers of 64 bits are texts, and so may seeds be.
whole <- function(values) if (is.null(values) || is.character(values)) values else sprintf("%.0f", values)

# c("bidders/0", truthful = "bidders/1"): who has a name is played by the policy of that name.
seat_configs <- function(seats, privileged) {
  policies <- names(seats) %||% rep("", length(seats))
  unname(Map(function(label, policy) {
    parts <- strsplit(label, "/", fixed = TRUE)[[1]]
    filler <- if (nzchar(policy)) list(policy = list(name = policy)) else list(remote = list(privileged = privileged))
    agent <- if (length(parts) > 1) list(agent = suppressWarnings(as.numeric(parts[2])))
    if (length(parts) > 2 || anyNA(agent$agent)) {
      refuse("BAD_REQUEST", "seats", "group or group/agent with a number", label)
    }
    c(list(group = parts[1]), agent, filler)
  }, as.character(seats), policies))
}

walras_address <- function(host, labels = names(host$tickets), place = sub("^https?://", "", host$client$url)) {
  unknown <- setdiff(labels, names(host$tickets))
  if (length(unknown) > 0) {
    refuse("BAD_REQUEST", "seat", paste("one of", toString(names(host$tickets))), unknown[1])
  }
  scheme <- if (startsWith(host$client$url, "https")) "walrass" else "walras"
  sprintf("%s://%s/%s?%s", scheme, place, host$id, paste0("ticket=", host$tickets[labels], collapse = "&"))
}

walras_join <- function(address, port = NULL, ...) {
  pattern <- "^(walrass?)://([^/?#@ ]+):([0-9]+)/([A-Za-z0-9_.~-]+)[?](ticket=[A-Za-z0-9_.~-]+(&ticket=[A-Za-z0-9_.~-]+)*)$"
  parts <- regmatches(address, regexec(pattern, address))[[1]]
  if (length(parts) == 0) {
    refuse("BAD_REQUEST", "address", "walras://host:port/SESSION?ticket=TICKET, or walrass:// with TLS", sub("[?#@].*", "", address))
  }
  scheme <- if (parts[2] == "walrass") "https" else "http"
  client <- walras_connect(sprintf("%s://%s:%s", scheme, parts[3], port %||% parts[4]), ...)
  tickets <- sub("^ticket=", "", strsplit(parts[6], "&", fixed = TRUE)[[1]])
  access <- list(sessionId = parts[5], tickets = as.list(tickets))
  answer <- call_server(client, "SessionService", "GetSession", list(access = access))
  seat <- participant(client, answer$session, access, unlist(answer$seats), "walras_seat")
  seat$step[] <- -1 # nothing was seen yet
  seat
}

walras_reset <- function(session, mask = NULL, seed = NULL, row_seeds = NULL, options = NULL, shard = 0) {
  check_shard(session, shard)
  reset <- list(shard = shard, step = whole(session$step[shard + 1] + 1))
  reset$rowMask <- if (length(mask) > 0) base64(as.raw(as.logical(mask)))
  reset$seed <- whole(seed)
  reset$rowSeeds <- if (length(row_seeds) > 0) I(whole(row_seeds))
  reset$rowOptions <- row_options(options, mask)
  answer <- call_server(session$client, "SessionService", "Reset", list(access = session$access, reset = reset), again = TRUE)
  take(session, answer$turn)
}

# A list by option of one number per row, as messages of one row each.
row_options <- function(options, mask) {
  all <- lapply(names(options), function(name) {
    rows <- seq_along(options[[name]])
    if (length(mask) > 0) rows <- rows[as.logical(mask)[rows]]
    lapply(rows, function(row) list(rows = I(row - 1), options = stats::setNames(list(options[[name]][[row]]), name)))
  })
  unlist(all, recursive = FALSE)
}

walras_step <- function(participant, actions, shard = 0) {
  check_shard(participant, shard)
  at <- shard + 1
  frames <- action_frames(participant$seats, actions, participant$last[[at]])
  act <- list(shard = shard, step = whole(participant$step[at] + 1), frames = frames)
  request <- list(access = participant$access, act = act)
  answer <- call_server(participant$client, "SessionService", "Step", request, again = TRUE, waits = TRUE)
  take(participant, answer$turn)
}

walras_wait <- function(participant, shard = 0, every = 0.1, timeout = Inf) {
  check_shard(participant, shard)
  at <- shard + 1
  until <- Sys.time() + timeout
  repeat {
    session <- call_server(participant$client, "SessionService", "GetSession", list(access = participant$access))$session
    stands <- as.numeric(session$lastSteps[[at]])
    if (stands > participant$step[at]) {
      turn <- stored_turn(participant, shard, stands)
      if (!is.null(turn)) {
        return(turn)
      }
    }
    if (Sys.time() > until) {
      fail("DEADLINE_EXCEEDED", "", sprintf("expected a turn within %s seconds, got none", format(timeout)))
    }
    Sys.sleep(every)
  }
}

# An act with the number of the last turn is answered with that turn, whatever it says; nothing where another has come.
stored_turn <- function(participant, shard, step) {
  frames <- lapply(participant$seats, function(seat) list(seat = seat$index, frame = base64(raw(seat$action$size))))
  act <- list(shard = shard, step = whole(step), frames = frames)
  tryCatch(
    take(participant, call_server(participant$client, "SessionService", "Step", list(access = participant$access, act = act))$turn),
    walras_error = function(error) if (error$reason == "WRONG_STEP") NULL else stop(error)
  )
}

take <- function(participant, message) {
  turn <- read_turn(participant$seats, message)
  participant$step[turn$shard + 1] <- turn$step
  participant$last[[turn$shard + 1]] <- turn
  turn
}

check_shard <- function(participant, shard) {
  if (!isTRUE(shard %in% (seq_along(participant$step) - 1))) {
    refuse("BAD_REQUEST", "shard", sprintf("0 <= shard < %d", length(participant$step)), shard)
  }
}

walras_snapshot <- function(session) {
  bytes_of(call_server(session$client, "SessionService", "Snapshot", list(access = session$access))$snapshot)
}

walras_restore <- function(session, snapshot) {
  request <- list(access = session$access, snapshot = base64(snapshot))
  turns <- call_server(session$client, "SessionService", "Restore", request)$turns
  invisible(lapply(turns, function(turn) take(session, turn)))
}

walras_close <- function(participant) {
  if (inherits(participant, "walras_session")) {
    call_server(participant$client, "SessionService", "CloseSession", list(access = participant$access))
  }
  invisible(NULL)
}
