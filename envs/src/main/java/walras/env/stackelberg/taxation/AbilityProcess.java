package walras.env.stackelberg.taxation;

/**
 * Ability: in the normal state {@code ln e' = rho ln e + sigma z}; with a small probability a household becomes a
 * superstar worth a multiple of the mean normal ability; a superstar that falls back draws uniformly between the least
 * and the greatest normal ability. Every draw comes from the caller, so the path depends on the row's own seed alone.
 */
record AbilityProcess(double rho, double sigma, double rise, double stay, double multiple) {
    /** The published constants. */
    static final AbilityProcess DEFAULT = new AbilityProcess(.982, .2, 2.2e-6, .990, 504.3);

    /** Standard deviation of ln e in the long run. */
    double logStd() {
        return sigma / Math.sqrt(1 - rho * rho);
    }

    /** Share of superstars in the long run. */
    double superstarShare() {
        return rise / (rise + 1 - stay);
    }

    /** One year for the households [at, at + n), with standard normal and uniform draws `[n]`. */
    void advance(double[] ability, byte[] superstar, int at, int n, double[] normals, double[] uniforms) {
        double least = Double.POSITIVE_INFINITY;
        double greatest = 0;
        for (int i = at; i < at + n; i++) {
            least = superstar[i] == 0 ? Math.min(least, ability[i]) : least;
            greatest = superstar[i] == 0 ? Math.max(greatest, ability[i]) : greatest;
        }
        double sum = 0;
        int normal = 0;
        for (int i = 0; i < n; i++) {
            if (superstar[at + i] == 0) {
                ability[at + i] = StrictMath.exp(rho * StrictMath.log(ability[at + i]) + sigma * normals[i]);
                superstar[at + i] = (byte) (uniforms[i] < rise ? 1 : 0);
            } else if (uniforms[i] >= stay) {
                double share = (uniforms[i] - stay) / (1 - stay);
                ability[at + i] =
                        greatest > 0 ? least + share * (greatest - least) : StrictMath.exp(logStd() * normals[i]);
                superstar[at + i] = 0;
            }
            sum += superstar[at + i] == 0 ? ability[at + i] : 0;
            normal += 1 - superstar[at + i];
        }
        double star = multiple * (normal > 0 ? sum / normal : StrictMath.exp(logStd() * logStd() / 2));
        for (int i = at; normal < n && i < at + n; i++) {
            ability[i] = superstar[i] == 1 ? star : ability[i];
        }
    }
}
