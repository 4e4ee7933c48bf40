# How long an answer may take, where nobody says, and how often a server is tried that cannot be reached.
TIMEOUT <- 30
RETRY_AFTER <- 0.2

walras_connect <- function(address = "", token = "", ca = NULL, timeout = TIMEOUT, reconnect = 10) {
  given <- Filter(nzchar, c(address, Sys.getenv("WALRAS_HTTP"), "localhost:50052"))[1]
  url <- place_url(given)
  client <- structure(
    list(url = url, token = token, ca = ca, timeout = timeout, reconnect = reconnect),
    class = "walras_client"
  )
  name <- paste0("walras-r/", utils::packageVersion("walras"))
  client$info <- tryCatch(
    call_server(client, "CatalogService", "GetServerInfo", list(protocolMajor = 1, client = name)),
    walras_error = function(error) {
      if (error$code == "UNAVAILABLE") {
        error$message <- sprintf("no server answers at %s: start one with ./walras serve, or say where its HTTP port is with an address or WALRAS_HTTP (%s)",
          url, error$message)
      }
      stop(error)
    }
  )
  client
}

# host:port, http://host:port or https://host:port; beyond this machine HTTPS where nothing is said.
place_url <- function(given) {
  parts <- regmatches(given, regexec("^(https?://)?([^/?#@ ]+:[0-9]+)/?$", given))[[1]]
  if (length(parts) == 0) {
    refuse("BAD_REQUEST", "address", "host:port, http://host:port or https://host:port", given)
  }
  local <- grepl("^(localhost|127\\..*|\\[::1\\]):[0-9]+$", parts[3])
  scheme <- if (nzchar(parts[2])) parts[2] else if (local) "http://" else "https://"
  paste0(scheme, parts[3])
}

print.walras_client <- function(x, ...) {
  cat("<Walras server at ", x$url, ", version ", x$info$version, ">\n", sep = "")
  invisible(x)
}

walras_environments <- function(client, prefix = "") {
  answer <- call_server(client, "CatalogService", "ListEnvironments", list(prefix = prefix))
  all <- answer$environments
  data.frame(id = vapply(all, `[[`, "", "id"), summary = vapply(all, function(each) each$summary %||% "", ""))
}

walras_environment <- function(client, id, options = list()) {
  request <- list(environment = id, options = object(options))
  call_server(client, "CatalogService", "GetEnvironment", request)$spec
}

walras_solve <- function(client, id, options = list()) {
  request <- list(environment = id, options = object(options))
  answer <- call_server(client, "CatalogService", "Solve", request)
  tables <- lapply(answer$tables, function(each) {
    values <- each$values
    field <- field_of(list(kind = "TABLE", name = each$name, dtype = values$dtype, shape = values$shape))
    structure(decode(field, bytes_of(values$data)), dims = unlist(each$dims))
  })
  names(tables) <- vapply(answer$tables, `[[`, "", "name")
  list(options = answer$options, tables = tables, certificate = unlist(answer$certificate))
}

object <- function(values) if (length(values) == 0) nothing() else as.list(values)

# One call. `again`: it may be sent twice, so that a broken connection is tried anew, and an answer that was long in coming
# is asked for again.
call_server <- function(client, service, method, body, again = FALSE, waits = FALSE) {
  request <- prepare(client, service, method, body)
  if (!waits) {
    request <- httr2::req_timeout(request, client$timeout)
  }
  until <- Sys.time() + client$reconnect
  repeat {
    answer <- tryCatch(httr2::req_perform(request), error = identity)
    reached <- !inherits(answer, "error")
    if (reached && !(again && late(answer))) {
      return(read_answer(answer))
    }
    if (!reached && !(again && Sys.time() < until)) {
      fail("UNAVAILABLE", "", words_of(answer))
    }
    Sys.sleep(RETRY_AFTER)
  }
}

# An act that stands, and whose turn has not come while a call may wait: HTTP's own 429 says no place in the request.
late <- function(answer) {
  httr2::resp_status(answer) == 429 && is.null(from_json(httr2::resp_body_string(answer))$details$where)
}

words_of <- function(error) {
  cause <- if (is.null(error$parent)) "" else paste0(": ", conditionMessage(error$parent))
  paste0(conditionMessage(error), cause)
}

prepare <- function(client, service, method, body) {
  request <- httr2::request(paste0(client$url, "/walras.v1.", service, "/", method))
  request <- httr2::req_body_raw(request, charToRaw(to_json(body)), "application/json")
  request <- httr2::req_error(request, is_error = function(response) FALSE)
  if (nzchar(client$token)) {
    request <- httr2::req_headers(request, Authorization = paste("Bearer", client$token))
  }
  if (is.null(client$ca)) request else httr2::req_options(request, cainfo = client$ca)
}

read_answer <- function(answer) {
  text <- httr2::resp_body_string(answer)
  status <- httr2::resp_status(answer)
  if (status == 200) {
    return(from_json(text))
  }
  error <- tryCatch(from_json(text), error = function(unreadable) NULL)
  if (is.null(error)) {
    fail("UNKNOWN", "", sprintf("HTTP status %d, which says no more", status), status = status)
  }
  fail_as(error, status)
}
