package walras.server.config;

/**
 * What is wrong in one place.
 *
 * @param where the flag, the variable, or FILE:LINE:COLUMN, from 1
 * @param what what was expected there, what was got, and the nearest right word
 */
public record Fault(String where, String what) {
    @Override
    public String toString() {
        return where + ": " + what;
    }
}
