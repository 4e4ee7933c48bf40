/**
 * The command line: what {@code ./walras} runs. A command parses words, calls the part of the system that does the work,
 * and prints text for people or, with {@code --json}, one line of JSON whose keys are a promise.
 *
 * <p>Exit codes: 0 good, 1 the thing failed, 2 the words are wrong (the message names the nearest right word).
 */
@NullMarked
package walras.server.cli;

import org.jspecify.annotations.NullMarked;
