# Frames: one run of little-endian bytes, row-major. R's arrays are column-major: the same bytes are an array with its
# dimensions reversed, which aperm turns into the named order [B, n, ...].

SIZES <- c(UINT8 = 1, INT8 = 1, INT32 = 4, INT64 = 8, FLOAT32 = 4, FLOAT64 = 8)
LEAST <- c(UINT8 = 0, INT8 = -128, INT32 = -2^31 + 1) # R has no -2^31
GREATEST <- c(UINT8 = 255, INT8 = 127, INT32 = 2^31 - 1)
FLAGS <- c("ACTIVE", "TERMINATED", "TRUNCATED", "ACTION_MASK")
ALIGNMENT <- 64

bytes_of <- function(text) if (is.null(text)) raw() else jsonlite::base64_dec(text)

layout_of <- function(message) {
  fields <- lapply(message$fields, field_of)
  list(fields = fields, size = as.numeric(message$sizeBytes %||% 0))
}

field_of <- function(message) {
  dtype <- sub("^DATA_TYPE_", "", message$dtype %||% "")
  if (!dtype %in% names(SIZES)) {
    fail("INTERNAL", "INTERNAL", sprintf("field %s has elements that this client does not know", message$name))
  }
  shape <- as.numeric(unlist(message$shape))
  list(
    kind = sub("^FIELD_KIND_", "", message$kind), name = message$name, dtype = dtype, shape = shape,
    offset = as.numeric(message$offset %||% 0), bytes = prod(shape) * SIZES[[dtype]]
  )
}

# Fields one after the other, each at the next multiple of 64.
packed <- function(fields) {
  end <- 0
  for (i in seq_along(fields)) {
    fields[[i]]$offset <- aligned(end)
    end <- fields[[i]]$offset + fields[[i]]$bytes
  }
  list(fields = fields, size = end)
}

aligned <- function(size) ceiling(size / ALIGNMENT) * ALIGNMENT

# The layout of the last observations of so many rows.
last_layout <- function(layout, rows) {
  kinds <- c("OBSERVATION", "ACTION_MASK", "PRIVILEGED")
  chosen <- unlist(lapply(kinds, function(kind) Filter(function(each) each$kind == kind, layout$fields)), recursive = FALSE)
  packed(lapply(chosen, function(each) {
    each$bytes <- each$bytes / each$shape[1] * rows
    each$shape[1] <- rows
    each
  }))
}

# The layout of a rollout that records the selected fields only.
only <- function(layout, selectors) {
  if (length(selectors) == 0) {
    return(layout)
  }
  matches <- function(field, selector) {
    selector$kind == paste0("FIELD_KIND_", field$kind) && selector$name %in% c("", field$name)
  }
  packed(Filter(function(field) any(vapply(selectors, matches, NA, field = field)), layout$fields))
}

# A field of a frame as an array [B, n, ...]; a vector where it has one dimension.
decode <- function(field, frame) {
  if (field$offset + field$bytes > length(frame)) {
    fail("INTERNAL", "INTERNAL", sprintf("field %s lies beyond the end of its frame", field$name))
  }
  count <- prod(field$shape)
  bytes <- frame[field$offset + seq_len(field$bytes)]
  values <- switch(field$dtype,
    UINT8 = as.integer(bytes),
    INT8 = readBin(bytes, "integer", count, size = 1, signed = TRUE),
    INT32 = readBin(bytes, "integer", count, size = 4, endian = "little"),
    INT64 = int64_words(bytes),
    FLOAT32 = readBin(bytes, "double", count, size = 4, endian = "little"),
    FLOAT64 = readBin(bytes, "double", count, size = 8, endian = "little")
  )
  if (field$kind %in% FLAGS) {
    values <- values != 0
  }
  if (length(field$shape) < 2) values else aperm(array(values, rev(field$shape)))
}

# The bytes of an array [B, n, ...], or of one value for all.
encode <- function(field, values, where) {
  count <- prod(field$shape)
  shape <- dim(values) %||% length(values)
  line <- length(shape) == 1 && shape == count && sum(field$shape != 1) < 2 # in one order only
  if (length(values) == 1) {
    values <- rep(as.vector(values), count)
  } else if (!identical(as.numeric(shape), field$shape) && !line) {
    refuse("BAD_ACTION", where, sprintf("an array [%s], or one value", toString(field$shape)), sprintf("[%s]", toString(shape)))
  }
  values <- as.vector(aperm(array(values, if (line) field$shape else dim(values) %||% length(values))))
  if (field$dtype == "INT64") {
    return(int64_bytes(values, where))
  }
  if (!(is.numeric(values) || is.logical(values)) || anyNA(values)) {
    refuse("BAD_ACTION", where, "numbers or flags without NA", if (anyNA(values)) "NA" else class(values)[1])
  }
  if (field$dtype %in% names(LEAST)) {
    wrong <- values != trunc(values) | values < LEAST[[field$dtype]] | values > GREATEST[[field$dtype]]
    if (any(wrong)) {
      refuse("BAD_ACTION", where, paste("whole numbers that", tolower(field$dtype), "holds"), values[wrong][1])
    }
    return(writeBin(as.integer(values), raw(), size = SIZES[[field$dtype]], endian = "little"))
  }
  writeBin(as.double(values), raw(), size = SIZES[[field$dtype]], endian = "little")
}

# R has no integers of 64 bits: they are texts. A number is its four digits to the base 2^16, the greatest first.
int64_words <- function(bytes) {
  if (length(bytes) == 0) {
    return(character())
  }
  digits <- matrix(readBin(bytes, "integer", length(bytes) / 2, size = 2, signed = FALSE, endian = "little"), nrow = 4)
  digits <- digits[4:1, , drop = FALSE]
  negative <- digits[1, ] >= 2^15
  digits[, negative] <- negated(digits[, negative, drop = FALSE])
  words <- character(ncol(digits))
  while (any(digits > 0)) { # four decimal digits at a time, the smallest first
    rest <- numeric(ncol(digits))
    for (i in 1:4) {
      whole <- rest * 2^16 + digits[i, ]
      digits[i, ] <- whole %/% 10000
      rest <- whole %% 10000
    }
    words <- paste0(sprintf("%04d", as.integer(rest)), words)
  }
  words <- sub("^0+", "", words)
  paste0(ifelse(negative, "-", ""), ifelse(nzchar(words), words, "0"))
}

int64_bytes <- function(values, where) {
  words <- if (is.character(values)) values else if (is.numeric(values)) sprintf("%.0f", values) else NA_character_
  bare <- sub("^-", "", words)
  negative <- startsWith(words, "-")
  wrong <- !grepl("^-?[0-9]{1,19}$", words)
  if (is.numeric(values)) {
    wrong <- wrong | values != trunc(values) | abs(values) > 2^53
  }
  limit <- ifelse(negative, "9223372036854775808", "9223372036854775807")
  wrong <- wrong | nchar(bare) == 19 & bare > limit
  if (anyNA(wrong) || any(wrong)) {
    refuse("BAD_ACTION", where, "whole numbers of 64 bits, above 2^53 as texts", values[is.na(wrong) | wrong][1])
  }
  digits <- matrix(0, 4, length(words))
  for (at in 1:19) {
    digit <- as.numeric(substr(bare, at, at))
    more <- !is.na(digit)
    carry <- ifelse(more, digit, 0)
    for (i in 4:1) {
      whole <- digits[i, ] * ifelse(more, 10, 1) + carry
      digits[i, ] <- whole %% 2^16
      carry <- whole %/% 2^16
    }
  }
  digits[, negative] <- negated(digits[, negative, drop = FALSE])
  writeBin(as.integer(digits[4:1, ]), raw(), size = 2, endian = "little")
}

# The two's complement of digits.
negated <- function(digits) {
  digits <- 2^16 - 1 - digits
  carry <- rep(1, ncol(digits))
  for (i in 4:1) {
    whole <- digits[i, ] + carry
    digits[i, ] <- whole %% 2^16
    carry <- whole %/% 2^16
  }
  digits
}
