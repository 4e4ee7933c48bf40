# Conditions of class walras_error: code, reason, and of where, expected, got, nearest what is known; status is that of HTTP.
fail <- function(code, reason, message, fields = list(), status = 0L) {
  said <- if (nzchar(reason)) paste0("[", reason, "] ", message) else message
  condition <- c(list(message = said, call = NULL, code = code, reason = reason, status = status), fields)
  stop(structure(condition, class = c("walras_error", "error", "condition")))
}

# An argument that no server could accept, found before it was sent.
refuse <- function(reason, where, expected, got) {
  message <- sprintf("%s: expected %s, got %s", where, expected, got)
  fail("INVALID_ARGUMENT", reason, message, list(where = where, expected = expected, got = as.character(got)))
}

# The server's refusal.
fail_as <- function(error, status) {
  details <- error$details
  fields <- details[intersect(names(details), c("where", "expected", "got", "nearest", "incidentId"))]
  fail(toupper(error$code %||% "UNKNOWN"), details$reason %||% "", error$message %||% "no message", fields, status)
}

`%||%` <- function(x, y) if (is.null(x)) y else x
