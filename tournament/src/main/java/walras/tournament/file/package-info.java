/**
 * The tournament's file: YAML with the places of everything in it, held against the published JSON Schema, and read into
 * records. Every error names line and column, what was expected, what came, and the nearest right word.
 */
@NullMarked
package walras.tournament.file;

import org.jspecify.annotations.NullMarked;
