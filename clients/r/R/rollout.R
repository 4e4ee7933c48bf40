KINDS <- c(
  obs = "OBSERVATION", actions = "ACTION", reward = "REWARD", terminated = "TERMINATED", truncated = "TRUNCATED",
  active = "ACTIVE", action_mask = "ACTION_MASK", metrics = "METRIC", privileged = "PRIVILEGED"
)

walras_rollout <- function(session, steps, policy = "uniform", seed = NULL, chunk_steps = 0, fields = character(), shard = 0) {
  check_shard(session, shard)
  selectors <- lapply(fields, selector)
  policies <- lapply(session$seats, function(seat) {
    own <- if (is.list(policy) && is.null(policy$table)) policy[[seat$key]] else policy
    list(seat = seat$index, policy = policy_of(own, seat))
  })
  request <- list(access = session$access, shard = shard, steps = steps, policies = policies, chunkSteps = chunk_steps, fields = selectors)
  request$policySeed <- whole(seed)
  turns <- list()
  for (chunk in rollout_lines(session$client, request)) {
    turns <- c(turns, chunk_turns(session, chunk, selectors))
  }
  last <- turns[[length(turns)]]
  session$step[shard + 1] <- last$step
  session$last[[shard + 1]] <- last
  turns
}

selector <- function(text) {
  parts <- strsplit(text, ".", fixed = TRUE)[[1]]
  if (!isTRUE(parts[1] %in% names(KINDS))) {
    refuse("BAD_REQUEST", "fields", "obs, actions, reward, ..., or one tensor, as obs.state", text)
  }
  list(kind = paste0("FIELD_KIND_", KINDS[[parts[1]]]), name = paste(parts[-1], collapse = "."))
}

# "uniform", a built-in policy's name, or list(table = [states, outputs], noise_std =, epsilon =).
policy_of <- function(policy, seat) {
  if (identical(policy, "uniform")) {
    return(list(uniform = nothing()))
  }
  if (is.character(policy) && length(policy) == 1) {
    return(list(named = list(name = policy)))
  }
  if (!is.list(policy) || is.null(dim(policy$table))) {
    refuse("BAD_REQUEST", sprintf("policy[%s]", seat$key), "\"uniform\", a policy's name or list(table = ...)", class(policy)[1])
  }
  table <- policy$table
  data <- writeBin(as.double(aperm(table)), raw(), size = 8, endian = "little")
  values <- list(dtype = "DATA_TYPE_FLOAT64", shape = I(dim(table)), data = base64(data))
  head <- list(noiseStd = policy$noise_std %||% 0, epsilon = policy$epsilon %||% 0)
  list(table = list(values = values, head = head))
}

# The lines of a rollout; what goes wrong is the last one.
rollout_lines <- function(client, request) {
  asked <- prepare(client, "SessionService", "Rollout", request)
  answer <- tryCatch(httr2::req_perform(asked), error = function(error) fail("UNAVAILABLE", "", words_of(error)))
  if (httr2::resp_status(answer) != 200) {
    read_answer(answer)
  }
  lines <- strsplit(httr2::resp_body_string(answer), "\n", fixed = TRUE)[[1]]
  lapply(lines[nzchar(lines)], function(line) {
    chunk <- from_json(line)
    if (is.null(chunk$error)) chunk else fail_as(chunk$error, 200L)
  })
}

chunk_turns <- function(session, chunk, selectors) {
  first <- as.numeric(chunk$firstStep)
  runs <- lapply(session$seats, function(seat) {
    own <- Filter(function(each) (each$seat %||% 0) == seat$index, chunk$seats)[[1]]
    list(frames = bytes_of(own$frames), actions = bytes_of(own$actions),
      observation = only(seat$observation, selectors), action = only(seat$action, selectors))
  })
  lapply(seq_len(chunk$steps), function(i) {
    turn <- empty_turn(chunk$shard %||% 0, first + i - 1, "step")
    turn$actions <- list()
    for (s in seq_along(session$seats)) {
      seat <- session$seats[[s]]
      run <- runs[[s]]
      turn <- file_frame(turn, seat, run$observation, run_frame(run$frames, run$observation$size, i))
      acted <- run_frame(run$actions, run$action$size, i)
      for (field in run$action$fields) {
        turn <- with_value(turn, c("actions", seat$key, field$name), decode(field, acted))
      }
    }
    finals <- Filter(function(each) as.numeric(each$step) == turn$step, chunk$finalRows)
    if (length(finals) > 0) file_finals(turn, session$seats, finals[[1]], selectors) else turn
  })
}

# The i-th of a run of frames, each at a multiple of 64 bytes from the first.
run_frame <- function(run, size, i) {
  start <- (i - 1) * aligned(size)
  if (start + size > length(run)) {
    fail("INTERNAL", "INTERNAL", sprintf("rollout: expected %.0f bytes of frames, got %d", start + size, length(run)))
  }
  run[start + seq_len(size)]
}
