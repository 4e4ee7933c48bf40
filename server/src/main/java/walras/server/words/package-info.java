/** One seat of a session of one row in words: the rules, what is seen, and a strict reader of answers. */
@NullMarked
package walras.server.words;

import org.jspecify.annotations.NullMarked;
