/**
 * Settings of a program: declared once, said by flags, variables and a file of YAML in this order, checked as a whole, with
 * the line and column of what is wrong; their reference and their schema are generated. Knows nothing of a server.
 */
@NullMarked
package walras.server.config;

import org.jspecify.annotations.NullMarked;
