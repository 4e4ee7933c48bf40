package walras.server.experiment;

import java.util.Map;

/** What an experiment does once per seed. May run at the same time as other seeds, so it shares nothing with them. */
@FunctionalInterface
public interface SeedTask {
    /** Numbers by name; the same seed gives the same numbers. */
    Map<String, double[]> run(long seed);
}
