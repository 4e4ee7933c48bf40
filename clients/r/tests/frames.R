# Arrays and frames, without a server.
library(walras)
for (name in c("decode", "encode", "field_of", "int64_words", "int64_bytes", "to_json", "last_layout", "packed", "place_url")) {
  assign(name, get(name, envir = asNamespace("walras")))
}

field <- function(dtype, shape, kind = "ACTION") {
  field_of(list(kind = paste0("FIELD_KIND_", kind), name = "x", dtype = paste0("DATA_TYPE_", dtype), shape = as.list(shape)))
}

refused <- function(expression, words) {
  error <- tryCatch({ expression; NULL }, walras_error = identity)
  stopifnot(!is.null(error), grepl(words, conditionMessage(error), fixed = TRUE))
}

# Row-major bytes 0..23 are x[b, n, k] = 12 (b - 1) + 4 (n - 1) + k - 1.
of <- field("INT32", c(2, 3, 4))
x <- decode(of, writeBin(0:23, raw(), endian = "little"))
stopifnot(identical(dim(x), c(2L, 3L, 4L)), x[2, 3, 4] == 23, x[1, 1, 2] == 1, x[1, 2, 1] == 4, x[2, 1, 1] == 12)
stopifnot(identical(encode(of, x, "here"), writeBin(0:23, raw(), endian = "little")))

# Every element type comes back as it was.
for (dtype in c("UINT8", "INT8", "INT32", "INT64", "FLOAT32", "FLOAT64")) {
  of <- field(dtype, c(2, 3))
  values <- array(c(0, 1, 2, 3, 100, 5), c(2, 3))
  if (dtype == "INT64") values[] <- as.character(values)
  stopifnot(isTRUE(all.equal(decode(of, encode(of, values, "here")), values)))
}
stopifnot(identical(decode(field("UINT8", c(2, 1), "ACTIVE"), as.raw(0:1)), matrix(c(FALSE, TRUE), 2)))

# Whole numbers of 64 bits are texts.
far <- c("-9223372036854775808", "9223372036854775807", "-1", "0", "9007199254740993", "-4611686018427387904", "10000", "65536")
stopifnot(identical(int64_words(int64_bytes(far, "here")), far), identical(int64_words(int64_bytes(-3, "here")), "-3"))
for (wrong in list("9223372036854775808", "-9223372036854775809", "1.5", 0.5, 2^60, NA, "")) {
  refused(int64_bytes(wrong, "here"), "whole numbers of 64 bits")
}

# One value is for all; a line may stand for an array that has one order only.
stopifnot(identical(encode(field("FLOAT64", c(1, 3)), c(1, 2, 3), "here"), encode(field("FLOAT64", 3), c(1, 2, 3), "here")))
stopifnot(identical(encode(field("UINT8", c(2, 2)), TRUE, "here"), as.raw(c(1, 1, 1, 1))))
refused(encode(field("FLOAT64", c(2, 2)), 1:4, "here"), "here: expected an array [2, 2], or one value, got [4]")
refused(encode(field("FLOAT64", c(2, 3)), matrix(0, 3, 2), "here"), "got [3, 2]")
refused(encode(field("INT8", 1), 128, "here"), "whole numbers that int8 holds, got 128")
refused(encode(field("INT32", 1), 0.5, "here"), "whole numbers that int32 holds")
refused(encode(field("FLOAT64", 2), c(1, NA), "here"), "without NA")
refused(encode(field("FLOAT64", 1), "1", "here"), "got character")

# The last observations of one row of two: fields of other kinds are left out, offsets are multiples of 64.
layout <- packed(list(field("FLOAT64", c(2, 1), "OBSERVATION"), field("FLOAT64", c(2, 1), "REWARD"), field("INT32", 2, "PRIVILEGED")))
last <- last_layout(layout, 1)
stopifnot(length(last$fields) == 2, last$fields[[2]]$offset == 64, last$size == 68)

# JSON keeps every bit of a double, order of dimensions, and the difference between a value and a list of one.
stopifnot(to_json(list(a = 1 / 3, b = I(2), c = matrix(1:4, 2), d = TRUE, e = "q\"", f = list(), g = NULL)) ==
  "{\"a\":0.3333333333333333,\"b\":[2],\"c\":[[1,3],[2,4]],\"d\":true,\"e\":\"q\\\"\",\"f\":[],\"g\":null}")
stopifnot(to_json(c(2^53 - 1, 0.1, 1e300)) == "[9007199254740991,0.1,1e+300]")
refused(to_json(list(a = NaN)), "finite numbers")

# Addresses.
stopifnot(place_url("localhost:1") == "http://localhost:1", place_url("lab.example:1") == "https://lab.example:1")
stopifnot(place_url("http://lab.example:1") == "http://lab.example:1", place_url("[::1]:1") == "http://[::1]:1")
for (wrong in c("localhost", "grpc://localhost:1", "localhost:x", "user@localhost:1")) refused(place_url(wrong), "host:port")
for (wrong in c("walras://localhost:1/s?ticket=secret&x=1", "http://localhost:1/s?ticket=secret", "walras://localhost:1/?ticket=secret")) {
  error <- tryCatch(walras_join(wrong), walras_error = identity)
  stopifnot(error$reason == "BAD_REQUEST", !grepl("secret", conditionMessage(error)))
}
