# A seat: where its values are filed, and how its frames are laid out.
seat_of <- function(message) {
  label <- label_of(message)
  list(
    index = message$index %||% 0, group = message$group, label = label, key = label,
    observation = layout_of(message$observationLayout), action = layout_of(message$actionLayout)
  )
}

label_of <- function(seat) if (is.null(seat$agent)) seat$group else paste0(seat$group, "/", seat$agent)

# The seats of these indices: filed under their group, or their label where the participant holds several of one.
held_seats <- function(session, indices) {
  held <- Filter(function(seat) (seat$index %||% 0) %in% indices, session$seats)
  seats <- lapply(held, seat_of)
  groups <- vapply(seats, `[[`, "", "group")
  lapply(seats, function(seat) {
    if (sum(groups == seat$group) == 1) seat$key <- seat$group
    seat
  })
}

empty_turn <- function(shard, step, cause) {
  list(
    shard = shard, step = step, cause = cause, obs = list(), action_mask = list(), active = list(), reward = list(),
    terminated = NULL, truncated = NULL, metrics = list(), privileged = list(), final_rows = integer(), final_obs = list(),
    final_action_mask = list(), final_privileged = list(), late = character()
  )
}

read_turn <- function(seats, message) {
  cause <- tolower(sub("^TURN_CAUSE_", "", message$cause))
  turn <- empty_turn(message$shard %||% 0, as.numeric(message$step %||% 0), cause)
  for (seat in seats) {
    frame <- frame_of(message$frames, seat)
    if (!is.null(frame)) {
      turn <- file_frame(turn, seat, seat$observation, frame)
    }
    if (seat$index %in% unlist(message$lateSeats)) {
      turn$late <- c(turn$late, seat$key)
    }
  }
  file_finals(turn, seats, message, list())
}

frame_of <- function(frames, seat) {
  for (each in frames) {
    if ((each$seat %||% 0) == seat$index) {
      return(bytes_of(each$frame))
    }
  }
  NULL
}

# Puts a frame's fields where users look for them.
file_frame <- function(turn, seat, layout, frame) {
  if (length(frame) != layout$size) {
    fail("INTERNAL", "INTERNAL", sprintf("frame of %s: expected %.0f bytes, got %d", seat$label, layout$size, length(frame)))
  }
  for (field in layout$fields) {
    values <- decode(field, frame)
    turn <- switch(field$kind,
      OBSERVATION = with_value(turn, c("obs", seat$key, field$name), values),
      REWARD = with_value(turn, c("reward", seat$key), values),
      ACTIVE = with_value(turn, c("active", seat$key), values),
      TERMINATED = with_value(turn, "terminated", values),
      TRUNCATED = with_value(turn, "truncated", values),
      ACTION_MASK = with_value(turn, c("action_mask", seat$key), values),
      METRIC = with_value(turn, c("metrics", field$name), beside(turn$metrics[[field$name]], values, seat)),
      PRIVILEGED = with_value(turn, c("privileged", field$name), values),
      turn # a kind of a newer server
    )
  }
  turn
}

with_value <- function(turn, path, values) {
  if (length(path) == 3 && is.null(turn[[path[1:2]]])) {
    turn[[path[1:2]]] <- list()
  }
  turn[[path]] <- values
  turn
}

# A metric of agents, joined along them where several seats of one group have a part of it each.
beside <- function(before, values, seat) {
  if (is.null(before) || is.null(dim(values)) || seat$key == seat$group) values else cbind(before, values)
}

# Rows that ended, and their last observations; a server may keep no more than these.
file_finals <- function(turn, seats, message, selectors) {
  rows <- bytes_of(message$finalRows)
  if (length(rows) == 0) {
    return(turn)
  }
  turn$final_rows <- readBin(rows, "integer", length(rows) / 4, size = 4, endian = "little") + 1L
  for (seat in seats) {
    frame <- frame_of(message$finalFrames, seat)
    layout <- last_layout(only(seat$observation, selectors), length(turn$final_rows))
    for (field in layout$fields) {
      if (is.null(frame) || field$offset + field$bytes > length(frame)) break
      values <- decode(field, frame)
      turn <- switch(field$kind,
        OBSERVATION = with_value(turn, c("final_obs", seat$key, field$name), values),
        ACTION_MASK = with_value(turn, c("final_action_mask", seat$key), values),
        with_value(turn, c("final_privileged", field$name), values)
      )
    }
  }
  turn
}

# The action frames of the seats. A seat without an active agent may be left out.
action_frames <- function(seats, actions, last) {
  keys <- vapply(seats, `[[`, "", "key")
  stranger <- setdiff(names(actions), c(keys, vapply(seats, `[[`, "", "label")))
  if (!is.list(actions) || length(stranger) > 0 || length(actions) > 0 && is.null(names(actions))) {
    refuse("BAD_ACTION", "actions", paste("a list by seats:", toString(keys)), toString(c(stranger, "other")[1]))
  }
  frames <- lapply(seats, function(seat) {
    given <- actions[[seat$key]] %||% actions[[seat$label]]
    idle <- !is.null(last$active[[seat$key]]) && !any(last$active[[seat$key]])
    if (is.null(given) && idle) {
      return(NULL)
    }
    list(seat = seat$index, frame = base64(action_frame(seat, given)))
  })
  Filter(Negate(is.null), frames)
}

# Without the lines that some versions of jsonlite break.
base64 <- function(bytes) gsub("\n", "", jsonlite::base64_enc(as.raw(bytes)), fixed = TRUE)

action_frame <- function(seat, given) {
  where <- sprintf("actions[%s]", seat$key)
  names <- vapply(seat$action$fields, `[[`, "", "name")
  if (is.null(given)) {
    refuse("BAD_ACTION", where, "values", "nothing")
  }
  if (!is.list(given)) {
    given <- stats::setNames(list(given), if (length(names) == 1) names else "")
  }
  if (!setequal(names(given), names)) {
    refuse("BAD_ACTION", where, paste("the tensors", toString(names)), toString(names(given)))
  }
  frame <- raw(seat$action$size)
  for (field in seat$action$fields) {
    bytes <- encode(field, given[[field$name]], paste0(where, ".", field$name))
    frame[field$offset + seq_len(field$bytes)] <- bytes
  }
  frame
}
