# JSON that loses no digit: jsonlite writes 15 of them, and a double may need 17. What has names is an object, what has
# dimensions nested lists, row-major, and one value alone is itself; I(value) is a list of one.
to_json <- function(x) {
  if (is.null(x)) {
    return("null")
  }
  if (is.list(x)) {
    items <- vapply(x, to_json, "")
    if (is.null(names(x))) {
      return(paste0("[", paste(items, collapse = ","), "]"))
    }
    members <- if (length(x) > 0) paste0(quoted(names(x)), ":", items)
    return(paste0("{", paste(members, collapse = ","), "}"))
  }
  words <- scalars(x)
  if (!is.null(dim(x))) {
    return(nested(as.vector(aperm(array(words, dim(x)))), dim(x)))
  }
  if (length(x) == 1 && !inherits(x, "AsIs")) words else paste0("[", paste(words, collapse = ","), "]")
}

# An object without members, which a list without names is not.
nothing <- function() structure(list(), names = character())

# Words of JSON of the values of a vector.
scalars <- function(x) {
  if (is.character(x)) {
    return(quoted(x))
  }
  if (anyNA(x) || is.numeric(x) && any(!is.finite(x))) {
    refuse("BAD_REQUEST", "options", "finite numbers", "NA, NaN or an infinite number")
  }
  if (is.logical(x)) {
    return(ifelse(x, "true", "false"))
  }
  if (!is.numeric(x)) {
    refuse("BAD_REQUEST", "options", "numbers, texts, flags and lists", class(x)[1])
  }
  words <- ifelse(x == trunc(x) & abs(x) < 2^63, sprintf("%.0f", x), sprintf("%.15g", x))
  for (digits in 16:17) { # the fewest that give the same double again
    short <- parsed(words) != x
    words[short] <- sprintf("%.*g", digits, x[short])
  }
  words
}

# Numbers of JSON, as the C library reads them: R's own reader may be one bit off.
parsed <- function(words) as.numeric(unlist(from_json(paste0("[", paste(words, collapse = ","), "]"))))

quoted <- function(texts) {
  vapply(enc2utf8(texts), function(text) as.character(jsonlite::toJSON(jsonlite::unbox(text))), "", USE.NAMES = FALSE)
}

# Row-major words of JSON as nested lists of these lengths.
nested <- function(words, shape) {
  for (size in rev(shape)) {
    words <- paste0("[", apply(matrix(words, nrow = size), 2, paste, collapse = ","), "]")
  }
  words
}

from_json <- function(text) jsonlite::fromJSON(text, simplifyVector = FALSE)
